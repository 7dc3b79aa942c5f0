/** @module McNemar's exact test: does one of two paired yes-or-no measures say yes more often? */
import { PremiseError } from "../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../protocol/results.ts";
import { logGamma } from "./gamma.ts";
import { logSumExp } from "./log-space.ts";

export type McNemarTest = {
  /** Two-sided: twice the smaller tail, at most 1. */
  readonly p: number;
  /** Pairs in which only the first, only the second, said yes. */
  readonly onlyFirst: number;
  readonly onlySecond: number;
  /** Pairs in all, those that agree included. */
  readonly n: number;
  readonly method: "mcnemar-exact";
  readonly seed: null;
};

/**
 * @returns `cannot-measure/no-variation` when no pair disagrees, `cannot-measure/too-few` without pairs.
 * @throws PremiseError `internal` when the lists differ in length.
 * Source: McNemar, Psychometrika 12, 1947, with the binomial tail in place of its approximation.
 */
export function mcnemarTest(first: readonly boolean[], second: readonly boolean[]): McNemarTest | CannotMeasure {
  if (first.length !== second.length) throw new PremiseError("internal", { problem: `${first.length} values paired with ${second.length}` });
  if (first.length === 0) return cannotMeasure("cannot-measure/too-few");
  const onlyFirst = first.filter((yes, i) => yes && !second[i]).length;
  const onlySecond = second.filter((yes, i) => yes && !first[i]).length;
  if (onlyFirst + onlySecond === 0) return cannotMeasure("cannot-measure/no-variation");
  const p = Math.min(1, 2 * binomialTail(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond));
  return { p, onlyFirst, onlySecond, n: first.length, method: "mcnemar-exact", seed: null };
}

/** P(X <= k) for n tosses of a fair coin. */
function binomialTail(k: number, n: number): number {
  const terms = Array.from({ length: k + 1 }, (_, i) => logGamma(n + 1) - logGamma(i + 1) - logGamma(n - i + 1) - n * Math.LN2);
  return Math.exp(logSumExp(terms));
}
