/** @module Holm's correction for several tests at once. */

/** Adjusted p-values, in the order given: reject where one is at most the level. Source: Holm, Scandinavian Journal of Statistics 6, 1979. */
export function adjustHolm(pValues: readonly number[]): number[] {
  const ranked = pValues.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => NaN);
  let largest = 0;
  ranked.forEach(({ p, index }, rank) => {
    largest = Math.max(largest, Math.min(1, p * (pValues.length - rank)));
    adjusted[index] = largest;
  });
  return adjusted;
}
