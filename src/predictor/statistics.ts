/** @module Statistics of one row of logits in plain float64 TypeScript: the reference that faster kernels are compared with. */
import { PremiseError } from "../errors/premise-error.ts";
import type { RankedToken } from "./predictor.ts";

export type SoftmaxStatistics = {
  /** Nats; `logprob` of any token is its logit minus this. */
  readonly logSumExp: number;
  readonly logprob: number;
  /** Nats. */
  readonly entropy: number;
  /** Variance of log p under the distribution itself, in nats squared. */
  readonly variance: number;
  /** How many logits are strictly larger than the target's. */
  readonly rank: number;
  /** The likeliest token; of equal ones the lowest id. */
  readonly argmax: number;
};

/**
 * Statistics of softmax(logits) and of `target` in it. A logit of -Infinity is a token of probability 0.
 * @throws PremiseError `engine/non-finite` (with `position`, for the message) on NaN, +Infinity or nothing but -Infinity;
 * `predictor/invalid-token` when `target` is no index of `logits`.
 */
export function softmaxStatistics(logits: Float32Array | Float64Array, target: number, position = 0): SoftmaxStatistics {
  const chosen = logits[target];
  if (chosen === undefined) throw new PremiseError("predictor/invalid-token", { token: target, size: logits.length });
  const argmax = likeliestToken(logits, position);
  const max = logits[argmax] as number;
  let mass = 0;
  let weighted = 0;
  let rank = 0;
  for (const logit of logits) {
    if (logit > chosen) rank++;
    if (logit === -Infinity) continue;
    const weight = Math.exp(logit - max);
    mass += weight;
    weighted += weight * (logit - max);
  }
  const mean = weighted / mass;
  let squares = 0;
  for (const logit of logits) {
    if (logit !== -Infinity) squares += Math.exp(logit - max) * (logit - max - mean) ** 2;
  }
  const logMass = Math.log(mass);
  return {
    logSumExp: max + logMass,
    logprob: chosen - max - logMass,
    entropy: Math.max(0, logMass - mean),
    variance: squares / mass,
    rank,
    argmax,
  };
}

/**
 * Index of the largest value; of equal ones the lowest.
 * @throws PremiseError `engine/non-finite` on NaN, +Infinity or nothing but -Infinity.
 */
export function likeliestToken(logits: Float32Array | Float64Array, position = 0): number {
  let best = -1;
  let max = -Infinity;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    if (logit > max) {
      max = logit;
      best = token;
    } else if (Number.isNaN(logit)) {
      best = -1;
      break;
    }
  }
  if (best < 0 || max === Infinity) throw new PremiseError("engine/non-finite", { position });
  return best;
}

/** The `count` likeliest tokens, likeliest first, equal ones by id; `logprob` = logit - `logSumExp`. Impossible tokens are left out. */
export function likeliestTokens(logits: Float32Array | Float64Array, count: number, logSumExp: number): RankedToken[] {
  const kept = count > 64 ? sortAll(logits).slice(0, count) : insertFew(logits, count);
  return kept.map(({ token, logit }) => ({ token, logprob: logit - logSumExp }));
}

type Logit = { readonly token: number; readonly logit: number };

function sortAll(logits: Float32Array | Float64Array): Logit[] {
  const possible = Array.from(logits, (logit, token) => ({ token, logit })).filter(({ logit }) => logit !== -Infinity);
  return possible.sort((a, b) => b.logit - a.logit || a.token - b.token);
}

function insertFew(logits: Float32Array | Float64Array, count: number): Logit[] {
  const top: Logit[] = [];
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] as number;
    const last = top[count - 1];
    if (count <= 0 || logit === -Infinity || (last !== undefined && logit <= last.logit)) continue;
    let place = top.length;
    while (place > 0 && logit > (top[place - 1] as Logit).logit) place--;
    top.splice(place, 0, { token, logit });
    if (top.length > count) top.pop();
  }
  return top;
}
