/** @module Choosing a token: what temperature, top-k, top-p and min-p mean, for every predictor alike. */
import { PremiseError } from "../errors/premise-error.ts";
import type { SampleRequest, Sampling, Wanted } from "./predictor.ts";
import { likeliestToken } from "./statistics.ts";

type Row = Float64Array | Float32Array;
export type Candidate = { readonly token: number; readonly weight: number };

/** A distribution seen through its likeliest tokens, which is all that truncation needs. Weights are relative to the likeliest token's, 1. */
export type Weights = {
  /** Sum over all tokens. */
  readonly total: number;
  /** How many tokens have a weight at all. */
  readonly possible: number;
  readonly size: number;
  /** The tokens whose weight is at least `floor`, which is above 0. */
  atLeast(floor: number): Candidate[];
};

export type DrawnToken = {
  readonly token: number;
  /** Log-probability in nats under the distribution that was drawn from. */
  readonly sampledLogprob: number;
};

/**
 * Draws a token by inverting the cumulative distribution, in order of ids, at `uniform` (in [0, 1)).
 * `logprobs` are untempered and may be unnormalised (logits). Order of the steps: temperature first, then top-k, top-p, min-p; each
 * acts on what the step before left, renormalised. Of equally likely tokens the lower id is kept. Temperature 0 takes the likeliest
 * token (of equal ones the lowest id) whatever the other settings, and its `sampledLogprob` is 0.
 * @throws PremiseError `engine/non-finite` (with `position`, for the message) on NaN, +Infinity or nothing but -Infinity.
 */
export function drawToken(logprobs: Row, sampling: Sampling, uniform: number, position = 0): DrawnToken {
  const { temperature, topP, topK, minP } = withDefaults(sampling);
  const likeliest = likeliestToken(logprobs, position);
  if (temperature === 0) return { token: likeliest, sampledLogprob: 0 };
  const weights = weigh(logprobs, logprobs[likeliest] as number, temperature);
  const limit = topK === 0 ? logprobs.length : topK;
  if (limit >= logprobs.length && topP >= 1 && minP <= 0) return drawFromAll(weights, uniform);
  return drawTruncated(surveyRow(weights), { topK, topP, minP }, uniform);
}

/** Draws from what top-k, then top-p, then min-p leave of tempered weights. */
export function drawTruncated(weights: Weights, sampling: { readonly topK: number; readonly topP: number; readonly minP: number }, uniform: number): DrawnToken {
  const { topK, topP, minP } = sampling;
  return drawFromKept(truncate(weights, topK === 0 ? weights.size : topK, topP, minP), uniform);
}

/** Weights relative to the likeliest token, which weighs 1. */
function weigh(logprobs: Row, max: number, temperature: number): Float64Array {
  const weights = new Float64Array(logprobs.length);
  for (let token = 0; token < weights.length; token++) weights[token] = Math.exp(((logprobs[token] as number) - max) / temperature);
  return weights;
}

function drawFromAll(weights: Float64Array, uniform: number): DrawnToken {
  let total = 0;
  for (const weight of weights) total += weight;
  const target = uniform * total;
  let sum = 0;
  let last = 0;
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token] as number;
    if (weight === 0) continue;
    sum += weight;
    last = token;
    if (sum > target) break;
  }
  return { token: last, sampledLogprob: Math.log((weights[last] as number) / total) };
}

function drawFromKept(kept: readonly Candidate[], uniform: number): DrawnToken {
  const total = massOf(kept);
  const target = uniform * total;
  let sum = 0;
  let chosen = kept[0] as Candidate;
  for (const candidate of kept.toSorted((a, b) => a.token - b.token)) {
    sum += candidate.weight;
    chosen = candidate;
    if (sum > target) break;
  }
  return { token: chosen.token, sampledLogprob: Math.log(chosen.weight / total) };
}

function truncate(weights: Weights, topK: number, topP: number, minP: number): Candidate[] {
  const ranked = rankEnough(weights, topK, topP, minP).slice(0, topK);
  // With top-k the rest is gone before top-p looks; without it, top-p is a share of everything, ranked or not.
  const total = topK < weights.size ? massOf(ranked) : weights.total;
  let sum = 0;
  const reached = topP >= 1 ? -1 : ranked.findIndex(({ weight }) => (sum += weight) >= topP * total);
  const kept = reached < 0 ? ranked : ranked.slice(0, reached + 1);
  return kept.filter(({ weight }) => weight >= minP);
}

/** The likeliest tokens in order, as many as the limits can need: sorting a whole vocabulary for each token would be slow. */
function rankEnough(weights: Weights, topK: number, topP: number, minP: number): Candidate[] {
  const { total, possible } = weights;
  const shareOfAll = topK >= weights.size;
  for (let floor = Math.exp(-4); ; floor = floor ** 2) {
    const found = weights.atLeast(floor);
    const enoughForK = found.length >= Math.min(topK, possible);
    const enoughForP = shareOfAll && topP < 1 && massOf(found) >= topP * total;
    const enoughForMinP = (shareOfAll || topP >= 1) && minP >= floor;
    if (enoughForK || enoughForP || enoughForMinP) return found.sort(byWeight);
  }
}

function surveyRow(weights: Float64Array): Weights {
  let total = 0;
  let possible = 0;
  for (const weight of weights) {
    total += weight;
    if (weight > 0) possible++;
  }
  return { total, possible, size: weights.length, atLeast: (floor) => atLeast(weights, floor) };
}

function atLeast(weights: Float64Array, floor: number): Candidate[] {
  const found: Candidate[] = [];
  for (let token = 0; token < weights.length; token++) {
    const weight = weights[token] as number;
    if (weight > 0 && weight >= floor) found.push({ token, weight });
  }
  return found;
}

function byWeight(a: Candidate, b: Candidate): number {
  return b.weight - a.weight || a.token - b.token;
}

function massOf(candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, { weight }) => sum + weight, 0);
}

function withDefaults(sampling: Sampling): Required<Sampling> {
  return {
    temperature: sampling.temperature ?? 1,
    topP: sampling.topP ?? 1,
    topK: sampling.topK ?? 0,
    minP: sampling.minP ?? 0,
  };
}

/**
 * Checks every parameter of a request but its tokens.
 * @returns the sampler's settings with the defaults filled in.
 * @throws PremiseError `predictor/invalid-sampling` that names the parameter.
 */
export function requireSampling(request: SampleRequest, layerCount: number | null = null): Required<Sampling> {
  const sampling = withDefaults(request);
  const { temperature, topP, topK, minP } = sampling;
  demand(temperature >= 0 && Number.isFinite(temperature), "temperature", "a number of at least 0", temperature);
  demand(topP > 0 && topP <= 1, "topP", "a number above 0 and up to 1", topP);
  demand(isWhole(topK, 0), "topK", "a whole number of at least 0", topK);
  demand(minP >= 0 && minP <= 1, "minP", "a number from 0 to 1", minP);
  demand(isWhole(request.maxTokens, 1), "maxTokens", "a whole number of at least 1", request.maxTokens);
  demand(isWhole(request.seed, 0) && request.seed <= 0xffffffff, "seed", "a whole number from 0 to 4294967295", request.seed);
  demand(isWhole(request.n ?? 1, 1), "n", "a whole number of at least 1", request.n ?? 1);
  for (const stop of request.stop ?? []) demand(stop.length > 0, "stop", "texts that are not empty", '""');
  requireWanted(request.want, layerCount);
  return sampling;
}

/**
 * @param layerCount layers whose states the predictor can give, or null.
 * @throws PremiseError `predictor/invalid-sampling` when `want.top` is no count or a layer is none of the predictor's.
 */
export function requireWanted(want: Wanted | undefined, layerCount: number | null = null): void {
  demand(isWhole(want?.top ?? 0, 0), "want.top", "a whole number of at least 0", want?.top ?? 0);
  for (const layer of want?.layers ?? []) {
    demand(isWhole(layer, 1) && layer <= (layerCount ?? 0), "want.layers", layerCount === null ? "left out, since this predictor shows none" : `layers from 1 to ${layerCount}`, layer);
  }
}

function isWhole(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function demand(holds: boolean, parameter: string, allowed: string, value: number | string): void {
  if (!holds) throw new PremiseError("predictor/invalid-sampling", { parameter, allowed, value });
}
