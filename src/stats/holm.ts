/** @module Holm's correction for several tests at once. */
import { PremiseError } from "../errors/premise-error.ts";

/**
 * Adjusted p-values, in the order given: reject where one is at most the level.
 * @throws PremiseError `internal` for a number that is no p-value: leave out what could not be measured, and say so.
 * Source: Holm, Scandinavian Journal of Statistics 6, 1979.
 */
export function adjustHolm(pValues: readonly number[]): number[] {
  const bad = pValues.find((p) => !(p >= 0 && p <= 1));
  if (bad !== undefined) throw new PremiseError("internal", { problem: `${bad} is no p-value` });
  const ranked = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => NaN);
  let largest = 0;
  ranked.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
