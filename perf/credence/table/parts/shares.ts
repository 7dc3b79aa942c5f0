/** @module Shares of accepted texts: of each kind alike, and one beside another. */
import { cannotMeasure, type CannotMeasure, type Estimate, isCannotMeasure } from "../../../../src/protocol/results.ts";
import { estimateProportion } from "../../../../src/stats/estimate.ts";
import type { Measured } from "../judge.ts";

export type Count = { readonly yes: number; readonly n: number };

export function countOf<T>(items: readonly T[], isYes: (item: T) => boolean): Count {
  return { yes: items.filter(isYes).length, n: items.length };
}

/**
 * Mean of several groups' shares, each group counting alike. Wilson's interval at the number of texts that has the variance of
 * this mean if all groups share one proportion; where they differ the true variance is less, if they are of one size.
 * @returns `cannot-measure/too-few` where a group is empty.
 */
export function equalShares(groups: readonly Count[]): Measured {
  if (groups.length === 0 || groups.some(({ n }) => n === 0)) return cannotMeasure("cannot-measure/too-few");
  const value = groups.reduce((sum, { yes, n }) => sum + yes / n, 0) / groups.length;
  const effective = groups.length ** 2 / groups.reduce((sum, { n }) => sum + 1 / n, 0);
  const estimate = estimateProportion(value * effective, effective);
  return isCannotMeasure(estimate) ? estimate : { ...estimate, value, n: groups.reduce((sum, { n }) => sum + n, 0), method: "wilson-equal-groups" };
}

/**
 * One share over another, independent one, with an interval from theirs (MOVER-R).
 * @returns `cannot-measure/too-few` where the second may be 0.
 * Source: Donner & Zou, Statistical Methods in Medical Research 21, 2012 (method of variance estimates recovery, for a ratio).
 */
export function ratioOfShares(first: Measured, second: Measured): Estimate | CannotMeasure {
  if (isCannotMeasure(first) || isCannotMeasure(second)) return isCannotMeasure(first) ? first : cannotMeasure("cannot-measure/too-few");
  const [p, [low1, high1]] = [first.value, first.interval];
  const [q, [low2, high2]] = [second.value, second.interval];
  if (!(low2 > 0)) return cannotMeasure("cannot-measure/too-few");
  const end = (own: number, other: number, sign: -1 | 1): number => (p * q + sign * Math.sqrt(Math.max(0, (p * q) ** 2 - own * other * (2 * p - own) * (2 * q - other)))) / (other * (2 * q - other));
  const interval = [2 * q - high2 > 0 ? Math.max(0, end(low1, high2, -1)) : 0, end(high1, low2, 1)] as const;
  return { value: p / q, n: first.n + second.n, interval, level: first.level, method: "mover-r-wilson", seed: null };
}
