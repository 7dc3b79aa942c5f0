/** @module Scores of one answer's probabilities: Brier, log score, accuracy. `answer` is the index of the true one. */
import { PremiseError } from "../errors/premise-error.ts";

/** Sum over the answers of (p - outcome)^2, from 0 (best) to 2. Source: Brier, Monthly Weather Review 78, 1950. */
export function brierScore(probabilities: readonly number[], answer: number): number {
  requireIndex(probabilities, answer);
  return probabilities.reduce((sum, p, i) => sum + (p - (i === answer ? 1 : 0)) ** 2, 0);
}

/** (p - outcome)^2 for a yes-or-no question, from 0 (best) to 1: half of what `brierScore` gives for the two answers. */
export function brierScoreBinary(probability: number, outcome: boolean): number {
  return (probability - (outcome ? 1 : 0)) ** 2;
}

/** ln p of the true answer in nats: 0 is best, -Infinity when it was called impossible. Source: Good, JRSS B 14, 1952. */
export function logScore(probabilities: readonly number[], answer: number): number {
  return Math.log(requireIndex(probabilities, answer));
}

/** 1 when the true answer is the likeliest, 0 when it is not, 1/k when k answers share the top: what a fair choice among them would get. */
export function accuracy(probabilities: readonly number[], answer: number): number {
  const own = requireIndex(probabilities, answer);
  if (probabilities.some((p) => !(p <= own))) return probabilities.some(Number.isNaN) ? NaN : 0;
  return 1 / probabilities.filter((p) => p === own).length;
}

function requireIndex(probabilities: readonly number[], answer: number): number {
  const own = probabilities[answer];
  if (own === undefined) throw new PremiseError("internal", { problem: `answer ${answer} of ${probabilities.length}` });
  return own;
}
