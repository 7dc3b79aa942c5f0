/** @module Cross-fitting a linear probe by least squares: for hundreds of features it tells as much as a logistic one, at a hundredth of the cost. */
import { cannotMeasure, type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { solveCholesky } from "../../stats/regression/cholesky.ts";
import { fitLogistic } from "../../stats/regression/logistic.ts";
import { type CrossFit, linearLogOdds, lossOf, type Row } from "./cross-fit.ts";
import type { LinearFit } from "./schema.ts";

/** Penalties on coefficients of standardised features, in texts. */
const penalties = [10, 30, 100, 300, 1000, 3000, 10_000] as const;

/** Weighted sums over rows, of features about `origin`: 1, x, t, x t, and the upper triangle of x x'. Those of a fold subtract from those of all. */
type Moments = { readonly weight: number; readonly sum: Float64Array; readonly target: number; readonly cross: Float64Array; readonly gram: Float64Array };

/**
 * As `crossFit`, with the score that ridge regression gives the target in place of a logistic probe's; a logistic line, held out by fold too,
 * brings scores to log-odds. One pass over the rows serves every fold and penalty.
 * @returns `cannot-measure/too-few` below two folds, and what `fitLogistic` refuses.
 * Source: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2009, exercise 4.2 (least squares on labels is Fisher's discriminant).
 */
export function crossFitLeastSquares(rows: readonly Row[], l2s: readonly number[] = penalties): CrossFit | CannotMeasure {
  const width = rows[0]?.features.length ?? 0;
  const folds = [...Map.groupBy(rows, ({ fold }) => fold)];
  if (folds.length < 2) return cannotMeasure("cannot-measure/too-few");
  const origin = Float64Array.from({ length: width }, (_, j) => rows.reduce((total, { features }) => total + (features[j] as number), 0) / rows.length);
  const parts = new Map(folds.map(([fold, own]) => [fold, momentsOf(own, origin)]));
  const all = [...parts.values()].reduce((a, b) => combine(a, b, 1));
  let best: { heldOut: number[]; scores: number[]; l2: number; loss: number } | null = null;
  for (const l2 of l2s) {
    const fits = new Map([...parts].map(([fold, own]) => [fold, solve(combine(all, own, -1), l2, origin)]));
    const scores = rows.map(({ features, fold }) => linearLogOdds(fits.get(fold) as LinearFit, features));
    const heldOut = toLogOdds(rows, scores);
    if (isCannotMeasure(heldOut)) return heldOut;
    const loss = rows.reduce((total, { weight, target }, i) => total + weight * lossOf(heldOut[i] as number, target), 0);
    if (best === null || loss < best.loss) best = { heldOut, scores, l2, loss };
  }
  if (best === null) return cannotMeasure("cannot-measure/too-few");
  const line = lineThrough(rows, best.scores);
  if (isCannotMeasure(line)) return line;
  const { intercept, weights } = solve(all, best.l2, origin);
  return { fit: { intercept: line.intercept + line.slope * intercept, weights: weights.map((weight) => line.slope * weight) }, heldOut: best.heldOut, l2: best.l2 };
}

/** Each row's by the line through the other folds' scores. */
function toLogOdds(rows: readonly Row[], scores: readonly number[]): number[] | CannotMeasure {
  const heldOut = rows.map(() => NaN);
  for (const fold of new Set(rows.map((row) => row.fold))) {
    const others = rows.map((_, i) => i).filter((i) => rows[i]?.fold !== fold);
    const line = lineThrough(others.map((i) => rows[i] as Row), others.map((i) => scores[i] as number));
    if (isCannotMeasure(line)) return line;
    rows.forEach((row, i) => {
      if (row.fold === fold) heldOut[i] = line.intercept + line.slope * (scores[i] as number);
    });
  }
  return heldOut;
}

function lineThrough(rows: readonly Row[], scores: readonly number[]): { readonly intercept: number; readonly slope: number } | CannotMeasure {
  const fit = fitLogistic(scores.map((score) => [score]), rows.map(({ target }) => target), { l2: 1, weights: rows.map(({ weight }) => weight) });
  if (isCannotMeasure(fit)) return fit;
  const slope = (fit.coefficients[0] as number) / (fit.scale[0] as number);
  return { intercept: fit.intercept - slope * (fit.mean[0] as number), slope };
}

/** Four rows at a time, since reading and writing the matrix is what takes long. */
function momentsOf(rows: readonly Row[], origin: Float64Array): Moments {
  const width = origin.length;
  const [sum, cross, gram] = [new Float64Array(width), new Float64Array(width), new Float64Array(width * width)];
  const centred = rows.map(({ features }) => origin.map((value, j) => (features[j] as number) - value));
  let [weight, target] = [0, 0];
  rows.forEach((row, i) => {
    weight += row.weight;
    target += row.weight * row.target;
    for (let j = 0; j < width; j++) {
      const value = row.weight * (centred[i]?.[j] as number);
      sum[j]! += value;
      cross[j]! += value * row.target;
    }
  });
  for (let i = 0; i < rows.length; i += 4) {
    // A row past the end counts 0 times.
    const [a, b, c, d] = [0, 1, 2, 3].map((k) => centred[Math.min(i + k, rows.length - 1)]) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const [u, v, w, z] = [0, 1, 2, 3].map((k) => rows[i + k]?.weight ?? 0) as [number, number, number, number];
    for (let j = 0; j < width; j++) {
      const [p, q, r, s] = [u * (a[j] as number), v * (b[j] as number), w * (c[j] as number), z * (d[j] as number)];
      const at = j * width;
      for (let k = j; k < width; k++) gram[at + k]! += p * (a[k] as number) + q * (b[k] as number) + r * (c[k] as number) + s * (d[k] as number);
    }
  }
  return { weight, sum, target, cross, gram };
}

function combine(a: Moments, b: Moments, sign: 1 | -1): Moments {
  const add = (x: Float64Array, y: Float64Array): Float64Array => x.map((value, i) => value + sign * (y[i] as number));
  return { weight: a.weight + sign * b.weight, sum: add(a.sum, b.sum), target: a.target + sign * b.target, cross: add(a.cross, b.cross), gram: add(a.gram, b.gram) };
}

/** Ridge regression of the target on standardised features, as a line in the features as they are. */
function solve({ weight, sum, target, cross, gram }: Moments, l2: number, origin: Float64Array): LinearFit {
  const width = sum.length;
  const mean = sum.map((value) => value / weight);
  const scale = mean.map((value, j) => Math.sqrt(Math.max(0, (gram[j * width + j] as number) / weight - value ** 2)) || 1);
  const matrix = new Float64Array(width * width);
  for (let j = 0; j < width; j++) {
    for (let k = j; k < width; k++) matrix[j * width + k] = ((gram[j * width + k] as number) - weight * (mean[j] as number) * (mean[k] as number)) / ((scale[j] as number) * (scale[k] as number));
    matrix[j * width + j]! += l2;
  }
  const right = cross.map((value, j) => (value - (mean[j] as number) * target) / (scale[j] as number));
  const weights = Array.from(solveCholesky(matrix, right), (value, j) => value / (scale[j] as number));
  return { weights, intercept: target / weight - weights.reduce((total, value, j) => total + value * ((mean[j] as number) + (origin[j] as number)), 0) };
}
