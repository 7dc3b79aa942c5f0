/** @module Pearson's chi-square test: do counts follow given probabilities? */
import { PremiseError } from "../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../protocol/results.ts";
import { upperGamma } from "./gamma.ts";

export type ChiSquareTest = {
  readonly statistic: number;
  readonly degrees: number;
  /** Probability of a statistic at least this large if the probabilities are right. */
  readonly p: number;
  /** Counts in all. */
  readonly n: number;
  /** Cells left after pooling. */
  readonly cells: number;
  readonly method: "chi-square-goodness-of-fit";
  readonly seed: null;
};

type Cell = { readonly observed: number; readonly expected: number };

/**
 * Goodness of fit of `observed` counts to `probabilities` (which sum to 1). Cells that expect fewer than `leastExpected` counts
 * are pooled, with the smallest other cell where the pool is too small by itself. A count where the probability is 0 gives p = 0.
 * @returns `cannot-measure/too-few` when fewer than two cells are left.
 * Source: Pearson 1900; the pooling rule is Cochran's, Biometrics 10, 1954; p = Q(degrees / 2, statistic / 2).
 */
export function chiSquareTest(observed: readonly number[], probabilities: readonly number[], leastExpected = 5): ChiSquareTest | CannotMeasure {
  requireDistribution(observed, probabilities);
  const n = observed.reduce((sum, count) => sum + count, 0);
  const possible = observed.map((count, i) => ({ observed: count, expected: n * (probabilities[i] as number) }));
  const impossible = possible.some((cell) => cell.expected === 0 && cell.observed > 0);
  const cells = poolSmall(possible, leastExpected);
  if (cells.length < 2 && !impossible) return cannotMeasure("cannot-measure/too-few");
  const statistic = impossible ? Infinity : cells.reduce((sum, cell) => sum + (cell.observed - cell.expected) ** 2 / cell.expected, 0);
  const degrees = Math.max(1, cells.length - 1);
  return { statistic, degrees, p: upperGamma(degrees / 2, statistic / 2), n, cells: cells.length, method: "chi-square-goodness-of-fit", seed: null };
}

function poolSmall(cells: readonly Cell[], leastExpected: number): Cell[] {
  const large = cells.filter((cell) => cell.expected >= leastExpected).sort((a, b) => a.expected - b.expected);
  let pool = cells.filter((cell) => cell.expected < leastExpected).reduce(joinCells, { observed: 0, expected: 0 });
  while (pool.expected > 0 && pool.expected < leastExpected && large.length > 0) pool = joinCells(pool, large.shift() as Cell);
  return pool.expected > 0 ? [...large, pool] : large;
}

function joinCells(a: Cell, b: Cell): Cell {
  return { observed: a.observed + b.observed, expected: a.expected + b.expected };
}

function requireDistribution(observed: readonly number[], probabilities: readonly number[]): void {
  const sum = probabilities.reduce((total, p) => total + p, 0);
  const fits = observed.length === probabilities.length && Math.abs(sum - 1) < 1e-6 && probabilities.every((p) => p >= 0);
  if (!fits) throw new PremiseError("internal", { problem: `${observed.length} counts against ${probabilities.length} probabilities of sum ${sum}` });
}
