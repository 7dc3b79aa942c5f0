/** @module Calibration errors of binned forecasts: how far stated and observed frequencies differ, bin by bin. */
import { binEqualMass } from "./reliability.ts";

/** Of each bin: rows, sum of stated probabilities, expected variance of the yeses if these are right, and yeses. `binOf` has the bin of each row. */
export type Tally = {
  readonly binOf: Int32Array;
  readonly sizes: Float64Array;
  readonly stated: Float64Array;
  readonly variance: Float64Array;
  readonly yes: Float64Array;
};

export function tallyBins(probabilities: readonly number[], outcomes: readonly boolean[], bins: number): Tally {
  const binOf = binEqualMass(probabilities, bins);
  const count = binOf.reduce((most, bin) => Math.max(most, bin + 1), 0);
  const sizes = new Float64Array(count);
  const stated = new Float64Array(count);
  const variance = new Float64Array(count);
  binOf.forEach((bin, i) => {
    const p = probabilities[i] as number;
    sizes[bin]!++;
    stated[bin]! += p;
    variance[bin]! += p * (1 - p);
  });
  return withOutcomes({ binOf, sizes, stated, variance, yes: new Float64Array(count) }, (row) => outcomes[row] as boolean);
}

/** The same bins with other outcomes. */
export function withOutcomes(tally: Tally, isYes: (row: number) => boolean): Tally {
  const yes = new Float64Array(tally.sizes.length);
  for (let row = 0; row < tally.binOf.length; row++) if (isYes(row)) yes[tally.binOf[row] as number]!++;
  return { ...tally, yes };
}

/** Mean |stated - observed|, each bin by its rows. Source: Naeini, Cooper & Hauskrecht, AAAI 2015. */
export function absoluteError({ binOf, stated, yes }: Tally): number {
  return stated.reduce((sum, each, bin) => sum + Math.abs(each - (yes[bin] as number)), 0) / binOf.length;
}

/** Root of the mean (stated - observed)^2. */
export function rootSquare({ binOf, sizes, stated, yes }: Tally): number {
  return Math.sqrt(stated.reduce((sum, each, bin) => sum + (each - (yes[bin] as number)) ** 2 / (sizes[bin] as number), 0) / binOf.length);
}

/** Mean (stated - observed)^2 less the sampling variance of what was observed. Source: Kumar, Liang & Ma, NeurIPS 2019, section 4. */
export function debiasedSquare(tally: Tally): number {
  const bias = tally.yes.reduce((sum, yes, bin) => {
    const size = tally.sizes[bin] as number;
    return sum + (yes * (1 - yes / size)) / (size - 1);
  }, 0);
  return rootSquare(tally) ** 2 - bias / tally.binOf.length;
}

/**
 * Standard deviations of the noise in one direction: `sum` where each bin counts with its own sign (L1), `largest` along the noisiest direction
 * (L2). A bin's variance is what its probabilities expect or what its outcomes show, whichever is more: outcomes that are all alike show none.
 */
export function noiseOf({ binOf, sizes, variance, yes }: Tally): { readonly sum: number; readonly largest: number } {
  const variances = variance.map((expected, bin) => {
    const [size, count] = [sizes[bin] as number, yes[bin] as number];
    return Math.max(expected, (count * (1 - count / size) * size) / (size - 1));
  });
  const n = binOf.length;
  return {
    sum: Math.sqrt(variances.reduce((total, each) => total + each, 0)) / n,
    largest: Math.sqrt(variances.reduce((most, each, bin) => Math.max(most, each / (sizes[bin] as number)), 0) / n),
  };
}
