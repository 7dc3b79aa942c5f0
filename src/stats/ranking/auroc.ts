/** @module Area under the receiver operating characteristic: how often a positive outscores a negative. */
import { cannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import { meanOf, requireLevel } from "../bootstrap.ts";
import { normalQuantile } from "../normal.ts";

/**
 * P(positive > negative) + P(equal) / 2 over all pairs, in O(n log n); NaN when either list is empty or a score is NaN.
 * Source: Hanley & McNeil, Radiology 143, 1982.
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number {
  if ([positives, negatives].some((scores) => scores.some(Number.isNaN))) return NaN;
  return sumOf(countBelow(positives, negatives)) / (positives.length * negatives.length);
}

/**
 * AUROC of independent scores with DeLong's variance and an interval on the log-odds scale, which stays inside 0 and 1. Where every pair is
 * in the same order that variance is 0; the interval is then Clopper & Pearson's of min(positives, negatives) disjoint pairs: separation of all
 * pairs is no likelier than of these, so it covers at least as often as `level` says. `n` counts positives and negatives.
 * @returns `cannot-measure/too-few` below 2 of either kind, `not-finite` where a score is NaN, `no-variation` when all scores are equal.
 * @throws PremiseError `internal` unless 0 < `level` < 1.
 * Source: DeLong, DeLong & Clarke-Pearson, Biometrics 44, 1988; log odds: Pepe, The Statistical Evaluation of Medical Tests, 2003, section 5.2.
 */
export function estimateAuroc(positives: readonly number[], negatives: readonly number[], level = 0.95): Estimate | CannotMeasure {
  requireLevel(level);
  const [m, n] = [positives.length, negatives.length];
  if (m < 2 || n < 2) return cannotMeasure("cannot-measure/too-few");
  const value = auroc(positives, negatives);
  if (Number.isNaN(value)) return cannotMeasure("cannot-measure/not-finite");
  if (value === 0 || value === 1) return estimateSeparated(value, m + n, Math.min(m, n), level, "disjoint-pairs");
  const variance = varianceOf(countBelow(positives, negatives)) / n ** 2 / m + varianceOf(countBelow(negatives, positives)) / m ** 2 / n;
  if (variance === 0) return cannotMeasure("cannot-measure/no-variation");
  const half = (normalQuantile((1 + level) / 2) * Math.sqrt(variance)) / (value * (1 - value));
  const logOdds = Math.log(value / (1 - value));
  return { value, n: m + n, interval: [sigmoid(logOdds - half), sigmoid(logOdds + half)], level, method: "delong-logit", seed: null };
}

/** An AUROC of 0 or 1 with the exact interval of `pairs` independent pairs that are all in one order. */
export function estimateSeparated(value: 0 | 1, n: number, pairs: number, level: number, name: string): Estimate {
  const reach = ((1 - level) / 2) ** (1 / pairs);
  return { value, n, interval: value === 1 ? [reach, 1] : [0, 1 - reach], level, method: `${name}-clopper-pearson`, seed: null };
}

/** For each score the number of `others` below it, equal ones counted half. */
function countBelow(scores: readonly number[], others: readonly number[]): number[] {
  const sorted = Float64Array.from(others).sort();
  return scores.map((score) => (partition(sorted, (other) => other < score) + partition(sorted, (other) => other <= score)) / 2);
}

/** How many of the sorted values, from the first on, fulfil a condition that no later one does after one fails it. */
function partition(sorted: Float64Array, isBefore: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(sorted[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return sumOf(values.map((value) => (value - mean) ** 2)) / (values.length - 1);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
