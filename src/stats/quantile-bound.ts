/** @module A limit that new values pass rarely, whatever their distribution: an order statistic of those seen. */
import { PremiseError } from "../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../protocol/results.ts";
import { binomialCdf } from "./beta.ts";
import { requireLevel } from "./bootstrap.ts";

export type QuantileBound = {
  /** With this confidence, a new value lies above `bound` with at most probability `alpha`. */
  readonly bound: number;
  readonly alpha: number;
  readonly confidence: number;
  /** `bound` is this value in ascending order, counted from 1. */
  readonly rank: number;
  readonly n: number;
  readonly method: "order-statistic";
  readonly seed: null;
};

/**
 * The least of the independent `values` that is with confidence at least their 1 - `alpha` quantile; ties make it safer. Alarm above it, not at it.
 * @returns `cannot-measure/too-few` when not even the largest is: it takes n >= ln(1 - confidence) / ln(1 - alpha), 59 for 5 % at 95 %;
 * `not-finite` where a value is NaN.
 * @throws PremiseError `internal` unless `alpha` and `confidence` lie between 0 and 1.
 * Source: Wilks, Annals of Mathematical Statistics 12, 1941.
 */
export function boundQuantile(values: readonly number[], alpha: number, confidence = 0.95): QuantileBound | CannotMeasure {
  requireLevel(confidence);
  if (!(alpha > 0 && alpha < 1)) throw new PremiseError("internal", { problem: `a false-alarm rate of ${alpha}, which must lie between 0 and 1` });
  if (values.some(Number.isNaN)) return cannotMeasure("cannot-measure/not-finite");
  const n = values.length;
  // P(fewer than `rank` values lie below the quantile).
  const isEnough = (rank: number): boolean => binomialCdf(rank - 1, n, 1 - alpha) >= confidence;
  if (n === 0 || !isEnough(n)) return cannotMeasure("cannot-measure/too-few");
  let rank = n;
  while (rank > 1 && isEnough(rank - 1)) rank--;
  const bound = Float64Array.from(values).sort()[rank - 1] as number;
  return { bound, alpha, confidence, rank, n, method: "order-statistic", seed: null };
}
