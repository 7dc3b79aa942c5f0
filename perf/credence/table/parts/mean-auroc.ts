/** @module Mean AUROC over several cases that share their human texts: whole batches are resampled. */
import { cannotMeasure, isCannotMeasure } from "../../../../src/protocol/results.ts";
import { createRandom } from "../../../../src/random/seeded.ts";
import { bootstrapStatistic } from "../../../../src/stats/bootstrap.ts";
import type { Measured } from "../judge.ts";
import { setting } from "../setting.ts";
import type { ScoredText } from "../texts.ts";

/** Fewer batches than this tell nothing of how they vary. */
const leastBatches = 10;

/** Pairs that each batch's contrast texts make with each batch's human ones: won, ties half; and how many texts of either kind. */
type Wins = { readonly won: Float64Array; readonly positives: readonly number[]; readonly negatives: readonly number[] };

/** `n` counts batches. @returns `cannot-measure/too-few` below ten of them, or when a resample lacks a kind. */
export function estimateMeanAuroc(cases: readonly (readonly ScoredText[])[]): Measured {
  const batches = [...new Set(cases.flatMap((texts) => texts.map(({ batch }) => batch)))];
  if (batches.length < leastBatches) return cannotMeasure("cannot-measure/too-few");
  const wins = cases.map((texts) => countWins(texts, batches));
  const statistic = (units: readonly number[]): number => wins.reduce((sum, each) => sum + aurocOf(each, units, batches.length) / cases.length, 0);
  const estimate = bootstrapStatistic(batches.map((_, i) => i), statistic, createRandom(setting.seed));
  // Only a resample without one of the kinds is no number.
  return isCannotMeasure(estimate) && estimate.reason === "cannot-measure/not-finite" ? cannotMeasure("cannot-measure/too-few") : estimate;
}

function countWins(texts: readonly ScoredText[], batches: readonly string[]): Wins {
  const own = Map.groupBy(texts, ({ batch }) => batch);
  const of = (wanted: boolean): number[][] => batches.map((batch) => (own.get(batch) ?? []).flatMap(({ positive, logRatio }) => (positive === wanted ? [logRatio] : [])));
  const [positives, negatives] = [of(true), of(false)];
  const won = new Float64Array(batches.length ** 2);
  positives.forEach((high, i) => negatives.forEach((low, j) => {
    won[i * batches.length + j] = high.reduce((sum, a) => sum + low.reduce((count, b) => count + (a > b ? 1 : a === b ? 0.5 : 0), 0), 0);
  }));
  return { won, positives: positives.map(({ length }) => length), negatives: negatives.map(({ length }) => length) };
}

/** Of the batches as often as they are named. */
function aurocOf({ won, positives, negatives }: Wins, units: readonly number[], count: number): number {
  let [total, above, below] = [0, 0, 0];
  for (const i of units) {
    above += positives[i] as number;
    below += negatives[i] as number;
    for (const j of units) total += won[i * count + j] as number;
  }
  return total / (above * below);
}
