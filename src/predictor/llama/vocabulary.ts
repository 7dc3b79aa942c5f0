/** @module Text to token ids and back, for one loaded model. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Prompt, PromptPart } from "../predictor.ts";
import { type NativeModel, tokenAttribute } from "./bindings.ts";

export class Vocabulary {
  readonly size: number;
  readonly #model: NativeModel;

  constructor(model: NativeModel) {
    this.#model = model;
    this.size = model.vocabularySize;
  }

  /** @throws PremiseError `predictor/control-token` when text outside control parts became a control token. */
  tokenize(prompt: Prompt): number[] {
    return joinParts(prompt).flatMap((part) => {
      const tokens = Array.from(this.#model.tokenize(part.text, part.control));
      const forged = part.control ? undefined : tokens.find((token) => this.isControl(token));
      if (forged !== undefined) throw new PremiseError("predictor/control-token", { token: forged, text: this.text(forged) });
      return tokens;
    });
  }

  isControl(token: number): boolean {
    return (this.#model.attribute(token) & tokenAttribute.control) !== 0;
  }

  /** Asked anew each time, for some microseconds: remembering every token that was seen makes memory grow by up to 60 MB for a vocabulary of 262,144. */
  bytes(token: number): Uint8Array {
    return this.#model.piece(token);
  }

  /** Text of one token; bytes that are no whole character become U+FFFD. */
  text(token: number): string {
    return decode([this.bytes(token)]);
  }

  detokenize(tokens: readonly number[]): string {
    for (const token of tokens) this.require(token);
    return decode(tokens.map((token) => this.bytes(token)));
  }

  /** @throws PremiseError `predictor/invalid-token`. */
  require(token: number): void {
    if (!Number.isInteger(token) || token < 0 || token >= this.size) throw new PremiseError("predictor/invalid-token", { token, size: this.size });
  }

  /** Every token after which a text is over. */
  endOfText(): number[] {
    return Array.from({ length: this.size }, (_, token) => token).filter((token) => this.#model.isEndOfText(token));
  }
}

function joinParts(prompt: Prompt): PromptPart[] {
  const parts: PromptPart[] = typeof prompt === "string" ? [{ text: prompt, control: false }] : [...prompt];
  const joined: PromptPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last !== undefined && last.control === part.control) joined[joined.length - 1] = { text: last.text + part.text, control: part.control };
    else joined.push(part);
  }
  return joined.filter((part) => part.text !== "");
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function decode(pieces: readonly Uint8Array[]): string {
  return decoder.decode(Buffer.concat(pieces));
}
