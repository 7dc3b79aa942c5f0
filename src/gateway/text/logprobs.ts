/** @module Log-probabilities in the shapes of the wire: OpenAI's for completions and chat, vLLM's for prompts. */
import type { ChatLogprobs } from "../../protocol/openai/chat.ts";
import type { TokenTexts } from "../models/token-texts.ts";
import { partial, type PlacedToken } from "./placed.ts";

/** `top_logprobs` are Maps, so that texts which look like whole numbers keep their place. */
export type CompletionLogprobs = { readonly tokens: string[]; readonly token_logprobs: (number | null)[]; readonly top_logprobs: (ReadonlyMap<string, number> | null)[]; readonly text_offset: number[] };

type Texts = ReadonlyMap<number, string>;

/**
 * At each position the likeliest `count` tokens and the token itself, which has the same float in both places. Of two tokens with one text the likelier counts.
 * Source: OpenAI's completions; lm-evaluation-harness compares the two floats for equality.
 */
export async function toCompletionLogprobs(tokens: readonly PlacedToken[], count: number, textsOf: TokenTexts): Promise<CompletionLogprobs> {
  const texts = await textsOf(listTop(tokens, count));
  return {
    tokens: tokens.map(({ text }) => text),
    token_logprobs: tokens.map(({ logprob }) => logprob),
    top_logprobs: tokens.map((token) => (token.logprob === null ? null : toTopMap(token, token.logprob, count, texts))),
    text_offset: tokens.map(({ offset }) => offset),
  };
}

/** vLLM's: null where there is nothing before, else an object by token id whose first key is the token itself; `rank` counts from 1. */
export async function toPromptLogprobs(tokens: readonly PlacedToken[], count: number, textsOf: TokenTexts): Promise<(ReadonlyMap<string, object> | null)[]> {
  const texts = await textsOf(listTop(tokens, count));
  return tokens.map((token) => {
    if (token.logprob === null) return null;
    const own = { logprob: token.logprob, rank: token.rank === null ? null : token.rank + 1, decoded_token: token.text };
    const others = topOf(token, count).map(({ token: id, logprob }, i) => [String(id), { logprob, rank: i + 1, decoded_token: texts.get(id) ?? "" }] as const);
    return new Map<string, object>([[String(token.id), own], ...others.filter(([id]) => id !== String(token.id))]);
  });
}

/** Chat's; `bytes` is null for a token that is only a part of a character. */
export async function toChatLogprobs(tokens: readonly PlacedToken[], count: number, textsOf: TokenTexts): Promise<ChatLogprobs["content"]> {
  const texts = await textsOf(listTop(tokens, count));
  return tokens.flatMap((token) => {
    const { logprob: own } = token;
    if (own === null) return [];
    const top = topOf(token, count).map(({ token: id, logprob }) => show(texts.get(id) ?? "", id === token.id ? own : logprob));
    return [{ ...show(token.text, own), top_logprobs: top }];
  });
}

function show(text: string, logprob: number): { token: string; logprob: number; bytes: number[] | null } {
  return { token: text, logprob, bytes: text.includes(partial) ? null : [...Buffer.from(text)] };
}

function topOf({ top }: PlacedToken, count: number): NonNullable<PlacedToken["top"]> {
  return (top ?? []).slice(0, count);
}

function listTop(tokens: readonly PlacedToken[], count: number): number[] {
  return tokens.flatMap((token) => topOf(token, count).map(({ token: id }) => id));
}

function toTopMap(token: PlacedToken, own: number, count: number, texts: Texts): Map<string, number> {
  const map = new Map<string, number>();
  const add = (text: string, logprob: number): void => void map.set(text, Math.max(map.get(text) ?? -Infinity, logprob));
  for (const { token: id, logprob } of topOf(token, count)) add(texts.get(id) ?? "", id === token.id ? own : logprob);
  add(token.text, own);
  return map;
}
