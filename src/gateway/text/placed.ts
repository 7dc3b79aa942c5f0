/** @module Tokens with the place of their text, in Unicode code points, also where a character is spread over several tokens. */
import type { Predictor, RankedToken, ScoredToken } from "../../predictor/predictor.ts";

/** A token of a prompt or a sample. `offset`: code points of the text before it. */
export type PlacedToken = { readonly id: number; readonly text: string; readonly logprob: number | null; readonly rank: number | null; readonly top: readonly RankedToken[] | null; readonly offset: number };

export const partial = "\ufffd";

/** How many tokens one character may be spread over: UTF-8 has at most 4 bytes. */
const longest = 4;

/** Places the tokens of a whole text that begins at `start`. */
export async function placeTokens(predictor: Predictor, tokens: readonly ScoredToken[], start = 0): Promise<PlacedToken[]> {
  const groups = await findGroups(predictor, tokens);
  const placed: PlacedToken[] = [];
  let offset = start;
  for (let at = 0; at < tokens.length; ) {
    const { length, text } = groups.get(at) ?? { length: 1, text: tokens[at]?.text ?? "" };
    for (const token of tokens.slice(at, at + length)) placed.push(place(token, offset));
    offset += countPoints(text);
    at += length;
  }
  return placed;
}

export function place({ token, text, logprob, statistics, top }: ScoredToken, offset: number): PlacedToken {
  return { id: token, text, logprob, rank: statistics?.rank ?? null, top, offset };
}

export function countPoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

type Group = { readonly length: number; readonly text: string };

/** For each place where a partial character may begin: the fewest tokens that make a whole text together. */
async function findGroups(predictor: Predictor, tokens: readonly ScoredToken[]): Promise<ReadonlyMap<number, Group>> {
  const starts = tokens.flatMap((token, at) => (token.text.includes(partial) ? [at] : []));
  const tries = starts.flatMap((at) => Array.from({ length: Math.min(longest, tokens.length - at) - 1 }, (_, i) => ({ at, length: i + 2 })));
  const texts = tries.length === 0 ? [] : await predictor.detokenize(tries.map(({ at, length }) => tokens.slice(at, at + length).map(({ token }) => token)));
  const found = new Map<number, Group>();
  for (const [i, { at, length }] of tries.entries()) {
    const text = texts[i] ?? partial;
    if (!found.has(at) && !text.includes(partial)) found.set(at, { length, text });
  }
  return found;
}
