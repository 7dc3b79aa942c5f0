/** @module Features brought to mean 0 and standard deviation 1, so that one penalty suits all of them. */

/** Standardised rows, one after the other; each ends with a 1, whose coefficient is the intercept. */
export type Design = {
  readonly values: Float64Array;
  readonly rows: number;
  /** Features a row, without the 1. */
  readonly width: number;
  readonly mean: readonly number[];
  readonly scale: readonly number[];
};

/** Means and standard deviations count each row by its weight; a feature that does not vary becomes 0 everywhere. */
export function standardise(rows: readonly ArrayLike<number>[], weights: readonly number[]): Design {
  const width = rows[0]?.length ?? 0;
  const mean = weightedMean(rows, weights, width, (value) => value);
  const variance = weightedMean(rows, weights, width, (value, j) => (value - (mean[j] as number)) ** 2);
  // What is left of a constant after subtracting its rounded mean is no variation.
  const scale = variance.map((each, j) => (Math.sqrt(each) <= 1e-12 * Math.abs(mean[j] as number) ? 1 : Math.sqrt(each)));
  const values = new Float64Array(rows.length * (width + 1));
  rows.forEach((row, i) => {
    const start = i * (width + 1);
    for (let j = 0; j < width; j++) values[start + j] = ((row[j] as number) - (mean[j] as number)) / (scale[j] as number);
    values[start + width] = 1;
  });
  return { values, rows: rows.length, width, mean, scale };
}

function weightedMean(rows: readonly ArrayLike<number>[], weights: readonly number[], width: number, of: (value: number, j: number) => number): number[] {
  const sums = new Float64Array(width);
  let total = 0;
  rows.forEach((row, i) => {
    const weight = weights[i] as number;
    total += weight;
    for (let j = 0; j < width; j++) sums[j] = (sums[j] as number) + weight * of(row[j] as number, j);
  });
  return Array.from(sums, (sum) => sum / total);
}
