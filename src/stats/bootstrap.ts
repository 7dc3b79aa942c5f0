/** @module Bootstrap intervals: of any statistic of independent units, of a paired difference, of a mean over clusters. */
import { PremiseError } from "../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure, type Estimate } from "../protocol/results.ts";
import type { Random } from "../random/seeded.ts";
import { normalCdf, normalQuantile } from "./normal.ts";

export type BootstrapOptions = {
  /** Coverage of the interval; default 0.95. */
  readonly level?: number;
  /** Default 2000. */
  readonly resamples?: number;
  /** `bca` (default) corrects for bias and skew; `percentile` takes the quantiles as they are. */
  readonly interval?: "bca" | "percentile";
};

/** What an interval is of: the beginning of its `method`, and by how much rounding alone may change the statistic. */
type Source = { readonly name: string; readonly rounding: number };

/**
 * Interval of `statistic` when `units` are resampled with replacement. `n` of the result is the number of units. `method` names the interval
 * that was used: `percentile` in place of `bca` when every resample lies on one side of the value.
 * @returns `cannot-measure/too-few` below 2 units, `not-finite` when the value or a resample is, `no-variation` when all resamples are equal
 * but for rounding.
 * @throws PremiseError `internal` unless 0 < `level` < 1 and `resamples` is a whole number above 1.
 * Source: Efron, JASA 82, 1987, sections 3 and 6 (BCa, acceleration by the jackknife); quantiles as Hyndman & Fan's type 7.
 */
export function bootstrapStatistic<T>(
  units: readonly T[],
  statistic: (units: readonly T[]) => number,
  random: Random,
  options: BootstrapOptions = {},
  source: Source = { name: "bootstrap", rounding: 0 },
): Estimate | CannotMeasure {
  const { level = 0.95, resamples = 2000 } = options;
  requireLevel(level);
  if (!Number.isSafeInteger(resamples) || resamples < 2) throw new PremiseError("internal", { problem: `a bootstrap of ${resamples} resamples` });
  if (units.length < 2) return cannotMeasure("cannot-measure/too-few");
  const value = statistic(units);
  const replicates = Float64Array.from({ length: resamples }, () => statistic(resample(units, random))).sort();
  if (!Number.isFinite(value) || !replicates.every(Number.isFinite)) return cannotMeasure("cannot-measure/not-finite");
  const [least, most] = [replicates[0] as number, replicates.at(-1) as number];
  if (most - least <= Math.max(source.rounding, roundingOf(units.length, [least, most]))) return cannotMeasure("cannot-measure/no-variation");
  const bias = biasOf(replicates, value);
  const corrected = options.interval !== "percentile" && Number.isFinite(bias);
  const shift = corrected ? correctedLevel(bias, acceleration(units, statistic)) : (p: number) => p;
  const tail = (1 - level) / 2;
  return {
    value,
    n: units.length,
    interval: [quantile(replicates, shift(tail)), quantile(replicates, shift(1 - tail))],
    level,
    method: `${source.name}-${corrected ? "bca" : "percentile"}`,
    seed: random.seed,
  };
}

/**
 * Mean of first - second over pairs, with an interval that resamples the pairs; same refusals as `bootstrapStatistic`.
 * @throws PremiseError `internal` when the lists differ in length.
 */
export function bootstrapPairedDifference(
  first: readonly number[],
  second: readonly number[],
  random: Random,
  options: BootstrapOptions = {},
): Estimate | CannotMeasure {
  requireSameLength(first, second);
  const differences = first.map((value, i) => value - (second[i] as number));
  return bootstrapStatistic(differences, meanOf, random, options, { name: "paired-bootstrap", rounding: roundingOf(first.length, [...first, ...second]) });
}

/**
 * Mean of all values when only whole clusters are independent (several texts of one question): clusters are resampled.
 * `n` of the result is the number of clusters; same refusals as `bootstrapStatistic`. `clusters[i]` names the cluster of `values[i]`.
 * @throws PremiseError `internal` when the lists differ in length.
 */
export function bootstrapClusterMean(
  values: readonly number[],
  clusters: readonly string[],
  random: Random,
  options: BootstrapOptions = {},
): Estimate | CannotMeasure {
  requireSameLength(values, clusters);
  const sums = new Map<string, { sum: number; size: number }>();
  values.forEach((value, i) => {
    const name = clusters[i] as string;
    const { sum, size } = sums.get(name) ?? { sum: 0, size: 0 };
    sums.set(name, { sum: sum + value, size: size + 1 });
  });
  const meanOfClusters = (units: readonly { sum: number; size: number }[]): number =>
    units.reduce((total, { sum }) => total + sum, 0) / units.reduce((total, { size }) => total + size, 0);
  return bootstrapStatistic([...sums.values()], meanOfClusters, random, options, { name: "cluster-bootstrap", rounding: roundingOf(values.length, values) });
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Quantile of sorted values, linear between neighbours (Hyndman & Fan's type 7, The American Statistician 50, 1996). */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  return low + (place - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low);
}

/** @throws PremiseError `internal` unless an interval can have this coverage. */
export function requireLevel(level: number): void {
  if (!(level > 0 && level < 1)) throw new PremiseError("internal", { problem: `an interval of level ${level}, which must lie between 0 and 1` });
}

/** How far two means of `n` such values can lie apart that would be equal if nothing were rounded. Source: Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 4.2. */
function roundingOf(n: number, values: readonly number[]): number {
  return (n + 2) * Number.EPSILON * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
}

function resample<T>(units: readonly T[], random: Random): T[] {
  return units.map(() => units[random.below(units.length)] as T);
}

/** Efron's z0; resamples equal to the value count as half below it. */
function biasOf(replicates: Float64Array, value: number): number {
  let below = 0;
  for (const replicate of replicates) below += replicate < value ? 1 : replicate === value ? 0.5 : 0;
  return normalQuantile(below / replicates.length);
}

function acceleration<T>(units: readonly T[], statistic: (units: readonly T[]) => number): number {
  const left = units.map((_, i) => statistic(units.toSpliced(i, 1)));
  const mean = meanOf(left);
  const squares = left.reduce((sum, value) => sum + (mean - value) ** 2, 0);
  const cubes = left.reduce((sum, value) => sum + (mean - value) ** 3, 0);
  const a = cubes / (6 * squares ** 1.5);
  return Number.isFinite(a) ? a : 0;
}

function correctedLevel(bias: number, a: number): (p: number) => number {
  return (p) => {
    const z = bias + normalQuantile(p);
    return normalCdf(bias + z / (1 - a * z));
  };
}

function requireSameLength(a: readonly unknown[], b: readonly unknown[]): void {
  if (a.length !== b.length) throw new PremiseError("internal", { problem: `${a.length} values paired with ${b.length}` });
}
