/** @module Spearman's rank correlation. */
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure, isCannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import type { Random } from "../../random/seeded.ts";
import { bootstrapStatistic, type BootstrapOptions } from "../bootstrap.ts";
import { levelsOf, meanRanks } from "./levels.ts";

/** The places of a pair's two values. */
type Pair = { readonly x: number; readonly y: number };

/**
 * Correlation of the ranks of paired values, ties at their mean rank; NaN where a value is NaN or either list does not vary.
 * @throws PremiseError `internal` when the lists differ in length.
 * Source: Spearman, American Journal of Psychology 15, 1904.
 */
export function spearman(x: readonly number[], y: readonly number[]): number {
  const ranked = rank(x, y);
  return ranked === null ? NaN : correlate(ranked.pairs, ranked.xs, ranked.ys);
}

/**
 * The same with an interval that resamples the pairs.
 * @returns `cannot-measure/not-finite` where a value is NaN, `no-variation` when either list does not vary or the order is the same throughout
 * (no resample then differs), `too-few` below 3 pairs or when a resample does not vary.
 * @throws PremiseError `internal` when the lists differ in length, and as `bootstrapStatistic`.
 */
export function estimateSpearman(x: readonly number[], y: readonly number[], random: Random, options: BootstrapOptions = {}): Estimate | CannotMeasure {
  const ranked = rank(x, y);
  if (ranked === null) return cannotMeasure("cannot-measure/not-finite");
  const { pairs, xs, ys } = ranked;
  if (pairs.length < 3) return cannotMeasure("cannot-measure/too-few");
  if (xs < 2 || ys < 2 || 1 - Math.abs(correlate(pairs, xs, ys)) < rounding) return cannotMeasure("cannot-measure/no-variation");
  const estimate = bootstrapStatistic(pairs, (units) => correlate(units, xs, ys), random, options);
  // The values are numbers, so only a resample that does not vary has no correlation.
  if (isCannotMeasure(estimate) && estimate.reason === "cannot-measure/not-finite") return cannotMeasure("cannot-measure/too-few");
  return estimate;
}

const rounding = 1e-12;

function rank(x: readonly number[], y: readonly number[]): { readonly pairs: Pair[]; readonly xs: number; readonly ys: number } | null {
  if (x.length !== y.length) throw new PremiseError("internal", { problem: `${x.length} values paired with ${y.length}` });
  if (x.some(Number.isNaN) || y.some(Number.isNaN)) return null;
  const [xs, ys] = [levelsOf(x), levelsOf(y)];
  return { pairs: x.map((_, i) => ({ x: xs.of[i] as number, y: ys.of[i] as number })), xs: xs.count, ys: ys.count };
}

/** Pearson's correlation of the mean ranks; the mean of n ranks is (n + 1) / 2, ties or not. */
function correlate(pairs: readonly Pair[], xs: number, ys: number): number {
  const xRanks = meanRanks(pairs.map((pair) => pair.x), xs);
  const yRanks = meanRanks(pairs.map((pair) => pair.y), ys);
  const centre = (pairs.length + 1) / 2;
  let [xx, yy, xy] = [0, 0, 0];
  for (const pair of pairs) {
    const dx = (xRanks[pair.x] as number) - centre;
    const dy = (yRanks[pair.y] as number) - centre;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xy / Math.sqrt(xx * yy);
}
