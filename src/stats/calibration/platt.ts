/** @module Platt's calibration: a line through the log-odds, with odds no larger than its texts support. */
import { cannotMeasure, isCannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { fitLine } from "../regression/line.ts";
import { countKinds } from "./examples.ts";

export type PlattFit = {
  readonly kind: "platt";
  /** Calibrated log-odds = intercept + slope * log-odds, in nats. */
  readonly intercept: number;
  readonly slope: number;
  /** Beyond these no log-odds goes: what all positives without one negative, and all negatives without one positive, would support. */
  readonly low: number;
  readonly high: number;
  readonly positives: number;
  readonly negatives: number;
};

/**
 * Logistic regression on the score, towards (positives + 1) / (positives + 2) and 1 / (negatives + 2) in place of 1 and 0. The limits are
 * Jeffreys': ln(2 positives + 1) above and -ln(2 negatives + 1) below.
 * @returns `cannot-measure/too-few` below `least` texts of either kind, `no-variation` when no two scores differ, `not-finite` where one is not.
 * @throws PremiseError `internal` when the lists differ in length.
 * Source: Platt, Advances in Large Margin Classifiers, 1999; Lin, Lin & Weng, Machine Learning 68, 2007 (kept from overflow, Newton's method).
 */
export function fitPlatt(logOdds: readonly number[], outcomes: readonly boolean[], least = 10): PlattFit | CannotMeasure {
  const kinds = countKinds(logOdds, outcomes, least);
  if (isCannotMeasure(kinds)) return kinds;
  if (logOdds.every((each) => each === logOdds[0])) return cannotMeasure("cannot-measure/no-variation");
  const { positives, negatives } = kinds;
  const [yes, no] = [(positives + 1) / (positives + 2), 1 / (negatives + 2)];
  const start = { intercept: Math.log((positives + 1) / (negatives + 1)), slope: 0 };
  const { intercept, slope } = fitLine(logOdds, outcomes.map((outcome) => (outcome ? yes : no)), start);
  return { kind: "platt", intercept, slope, low: -Math.log(2 * negatives + 1), high: Math.log(2 * positives + 1), positives, negatives };
}

/** Calibrated log-odds of a score: the line's, inside the limits. */
export function applyPlatt({ intercept, slope, low, high }: PlattFit, logOdds: number): number {
  return Math.min(high, Math.max(low, intercept + slope * logOdds));
}
