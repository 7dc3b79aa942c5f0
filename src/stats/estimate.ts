/** @module Means and proportions with their doubt. */
import { cannotMeasure, type CannotMeasure, type Estimate } from "../protocol/results.ts";
import type { Random } from "../random/seeded.ts";
import { bootstrapStatistic, meanOf, requireLevel, type BootstrapOptions } from "./bootstrap.ts";
import { normalQuantile } from "./normal.ts";

/** Mean of independent values with a bootstrap interval; refusals as of `bootstrapStatistic`. */
export function estimateMean(values: readonly number[], random: Random, options: BootstrapOptions = {}): Estimate | CannotMeasure {
  return bootstrapStatistic(values, meanOf, random, options);
}

/**
 * A proportion with Wilson's score interval, sound also near 0 and 1.
 * @returns `cannot-measure/too-few` when `n` is 0.
 * @throws PremiseError `internal` unless 0 < `level` < 1.
 * Source: Wilson, JASA 22, 1927.
 */
export function estimateProportion(successes: number, n: number, level = 0.95): Estimate | CannotMeasure {
  requireLevel(level);
  if (n < 1) return cannotMeasure("cannot-measure/too-few");
  if (!(successes >= 0 && successes <= n)) return cannotMeasure("cannot-measure/not-finite");
  const z = normalQuantile((1 + level) / 2);
  const value = successes / n;
  const centre = (value + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((value * (1 - value)) / n + z ** 2 / (4 * n ** 2));
  const interval = [successes === 0 ? 0 : centre - half, successes === n ? 1 : centre + half] as const;
  return { value, n, interval, level, method: "wilson", seed: null };
}
