/** @module The toy world's tokens: 256 bytes, two control tokens, and the words of its documents, so that any text round-trips. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Prompt, PromptPart } from "../predictor.ts";
import type { World } from "./world.ts";

export const bosToken = 256;
export const endToken = 257;
const controlNames = ["<|begin|>", "<|end|>"] as const;
const firstWord = bosToken + controlNames.length;
/** A header, a word with the space before it, or one character. */
const pieces = /\[[a-z]+\]| ?[\p{L}\p{N}']+|[^]/gu;

export interface Vocabulary {
  readonly size: number;
  tokenize(prompt: Prompt): number[];
  /** Bytes that are no UTF-8 become U+FFFD; control tokens show as their names. @throws PremiseError `predictor/invalid-token`. */
  detokenize(tokens: readonly number[]): string;
  /** UTF-8 of one token; a control token has none of its own. @throws PremiseError `predictor/invalid-token`. */
  bytesOf(token: number): Uint8Array;
}

/** The vocabulary of a world; words in order of their code units, so ids depend on the documents alone. */
export function createVocabulary(world: World): Vocabulary {
  return createWordVocabulary(listWords(world), pieces);
}

/** Ids from `firstWord` on are `words`, in that order; `split` cuts a text into words and what is between them (global, every character in a piece). */
export function createWordVocabulary(words: readonly string[], split: RegExp): Vocabulary {
  const ids = new Map(words.map((word, i) => [word, firstWord + i]));
  const encoder = new TextEncoder();
  const size = firstWord + words.length;
  const bytesOf = (token: number): Uint8Array => {
    requireToken(token, size);
    if (token < bosToken) return Uint8Array.of(token);
    return encoder.encode(words[token - firstWord] ?? "");
  };
  const tokenizePlain = (text: string): number[] =>
    (text.match(split) ?? []).flatMap((piece) => ids.get(piece) ?? [...encoder.encode(piece)]);
  return {
    size,
    tokenize: (prompt) => joinParts(prompt).flatMap((part) => (part.control ? tokenizeControl(part.text, tokenizePlain) : tokenizePlain(part.text))),
    detokenize(tokens) {
      const shown = tokens.map((token) => {
        const control = controlNames[token - bosToken];
        return control === undefined ? bytesOf(token) : encoder.encode(control);
      });
      return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.concat(shown));
    },
    bytesOf,
  };
}

/** @throws PremiseError `predictor/invalid-token` for the first id that is none. */
export function requireTokens(tokens: readonly number[], size: number): void {
  for (const token of tokens) requireToken(token, size);
}

function requireToken(token: number, size: number): void {
  if (!Number.isInteger(token) || token < 0 || token >= size) throw new PremiseError("predictor/invalid-token", { token, size });
}

function listWords(world: World): string[] {
  const texts = [...world.headers, ...world.authors.flatMap(({ documents }) => documents)];
  const found = new Set(texts.flatMap((text) => text.match(pieces) ?? []));
  return [...found].filter((piece) => Buffer.byteLength(piece) > 1).sort();
}

function joinParts(prompt: Prompt): PromptPart[] {
  const joined: PromptPart[] = [];
  for (const part of typeof prompt === "string" ? [{ text: prompt, control: false }] : prompt) {
    const last = joined.at(-1);
    if (last?.control === part.control) joined[joined.length - 1] = { text: last.text + part.text, control: part.control };
    else joined.push(part);
  }
  return joined;
}

function tokenizeControl(text: string, tokenizePlain: (text: string) => number[]): number[] {
  return text.split(/(<\|begin\|>|<\|end\|>)/).flatMap((piece) => {
    const control = (controlNames as readonly string[]).indexOf(piece);
    return control < 0 ? tokenizePlain(piece) : [bosToken + control];
  });
}
