/** @module Turns what a server told of one token into what the interface promises, or says why that cannot be. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { RankedToken, Sampling, TokenStatistics, Wanted } from "../predictor.ts";
import { softmaxStatistics } from "../statistics.ts";
import type { RemoteVocabulary } from "./vocabulary/vocabulary.ts";
import type { WireRanked, WireToken } from "./wire/completion.ts";

/** Statistics from a row that names every token of the vocabulary; null for any other row, since they would be invented. */
export function wholeStatistics(token: number, top: readonly RankedToken[], size: number): TokenStatistics | null {
  if (top.length !== size) return null;
  const row = new Float64Array(size).fill(-Infinity);
  for (const other of top) row[other.token] = other.logprob;
  const { entropy, variance, rank } = softmaxStatistics(row, token);
  return { entropy, variance, rank };
}

/** The likeliest tokens with their ids, likeliest first, equal ones by id. Null when some are told by a text that more than one token may have. */
export async function rankTop(top: readonly WireRanked[], vocabulary: RemoteVocabulary, signal?: AbortSignal): Promise<RankedToken[] | null> {
  const ranked = await Promise.all(top.map(async ({ id, text, logprob }) => ({ token: id ?? (text === null ? null : await vocabulary.idOf(text, signal)), logprob: Math.min(0, logprob) })));
  const known = ranked.flatMap(({ token, logprob }) => (token === null ? [] : [{ token, logprob }]));
  if (known.length < ranked.length) return null;
  return known.sort((a, b) => b.logprob - a.logprob || a.token - b.token);
}

/** What of a row's `top` was asked for. @throws PremiseError `predictor/unsupported` when the row does not give that many. */
export function chooseTop(ranked: readonly RankedToken[] | null, want: Wanted, size: number, model: string): readonly RankedToken[] | null {
  if (want.top === undefined) return null;
  const needed = Math.min(want.top, size);
  if (needed === 0) return [];
  if (ranked === null) throw new PremiseError("predictor/unsupported", { model, problem: "it names likely tokens by texts that several tokens have" });
  if (ranked.length < needed) throw new PremiseError("predictor/unsupported", { model, problem: `it names ${ranked.length} likely tokens, not ${needed}` });
  return ranked.slice(0, needed);
}

/** Whether the settings mean the same in whatever order a server takes them. Temperature and top-k do, and top-k before top-p; others do not. */
export function isOrderFree({ temperature, topP, minP }: Required<Sampling>): boolean {
  const tempered = temperature !== 1 && temperature !== 0;
  return !(tempered && (topP < 1 || minP > 0)) && !(topP < 1 && minP > 0);
}

/**
 * Log-probability in nats of a token of untempered log-probability `own` under the distribution that was drawn from; null when `top` (log-probabilities, likeliest
 * first) does not reach far enough to know it. `isWhole`: `top` has every token.
 */
export function sampledLogprob(own: number, top: readonly number[], isWhole: boolean, sampling: Required<Sampling>): number | null {
  const { temperature, topK, topP, minP } = sampling;
  if (temperature === 0 || topK === 1) return 0;
  const cut = topK > 0 && (isWhole || top.length >= topK) ? top.slice(0, topK) : null;
  if (cut === null && topK > 0) return null;
  if (cut === null && temperature === 1 && topP >= 1 && minP <= 0) return own;
  const row = cut ?? top;
  const [first] = row;
  if (first === undefined) return null;
  const weights = row.map((logprob) => Math.exp((logprob - first) / temperature));
  const all = cut !== null || isWhole ? sum(weights) : temperature === 1 ? Math.exp(-first) : null;
  const kept = all === null ? null : keepLikely(weights, all, cut !== null || isWhole, topP, minP);
  return kept === null ? null : (own - first) / temperature - Math.log(sum(kept));
}

/** The weights that top-p, then min-p leave; null when they may leave tokens that are not listed. `all`: the weight of all tokens. */
function keepLikely(weights: readonly number[], all: number, isComplete: boolean, topP: number, minP: number): readonly number[] | null {
  let mass = 0;
  const reached = topP >= 1 ? -1 : weights.findIndex((weight) => (mass += weight) >= topP * all);
  if (reached >= 0) return weights.slice(0, reached + 1).filter((weight) => weight >= minP);
  const last = weights.at(-1) ?? 0;
  if (!isComplete && (topP < 1 || last >= minP)) return null;
  return weights.filter((weight) => weight >= minP);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** @throws PremiseError `remote/invalid-answer` for what no log-probability can be. */
export function requireLogprob(token: WireToken | undefined, place: { readonly remote: string }, path: string): number {
  const logprob = token?.logprob ?? null;
  const problem = logprob === null ? "a token has no log-probability" : Number.isNaN(logprob) ? "a log-probability is NaN" : logprob > 1e-4 ? `a log-probability is ${logprob}` : null;
  if (problem !== null) throw new PremiseError("remote/invalid-answer", { remote: place.remote, path, problem });
  return Math.min(0, logprob ?? 0);
}
