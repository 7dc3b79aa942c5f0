/** @module The exact interval of a proportion. */
import { cannotMeasure, type CannotMeasure, type Estimate } from "../protocol/results.ts";
import { betaQuantile } from "./beta.ts";
import { requireLevel } from "./bootstrap.ts";

/**
 * A proportion with an interval that covers it at least as often as `level` says, whatever `n`; its upper end is also a one-sided bound of
 * level (1 + level) / 2.
 * @returns `cannot-measure/too-few` when `n` is 0.
 * @throws PremiseError `internal` unless 0 < `level` < 1.
 * Source: Clopper & Pearson, Biometrika 26, 1934, by beta quantiles.
 */
export function clopperPearson(successes: number, n: number, level = 0.95): Estimate | CannotMeasure {
  requireLevel(level);
  if (n < 1) return cannotMeasure("cannot-measure/too-few");
  if (!(successes >= 0 && successes <= n)) return cannotMeasure("cannot-measure/not-finite");
  const tail = (1 - level) / 2;
  const low = successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1);
  // From the other side, so that a bound near 1 keeps the digits of its distance to 1.
  const high = successes === n ? 1 : 1 - betaQuantile(tail, n - successes, successes + 1);
  return { value: successes / n, n, interval: [low, high], level, method: "clopper-pearson", seed: null };
}
