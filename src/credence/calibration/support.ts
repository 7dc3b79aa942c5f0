/** @module Whether a text is like those that a calibration has seen, by the distance of its features. */
import { quantile } from "../../stats/bootstrap.ts";
import { solveCholesky } from "../../stats/regression/cholesky.ts";
import type { Features } from "../channels/features.ts";
import type { Support } from "./schema.ts";

/** Share of the calibration's own texts that lie inside. */
const covered = 0.995;
/** Added to each feature's share of its own variance, so that features that go together leave the covariance invertible. */
const ridge = 1e-3;

/** The features that distance is measured by: few enough for their covariance to be known, and means over tokens, which do not grow with length as curvature does. */
export function distanceFeatures({ surprisal }: Features): number[] {
  return [...(surprisal ?? [])];
}

/** Centre, inverse covariance and the distance that takes in 99.5 % of the rows. Rows are finite, of one length, more than that. */
export function fitSupport(rows: readonly (readonly number[])[]): Support {
  const width = rows[0]?.length ?? 0;
  const mean = Array.from({ length: width }, (_, j) => rows.reduce((sum, row) => sum + (row[j] as number), 0) / rows.length);
  const covariance = new Float64Array(width * width);
  for (const row of rows) {
    for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) covariance[i * width + j] = (covariance[i * width + j] as number) + (((row[i] as number) - (mean[i] as number)) * ((row[j] as number) - (mean[j] as number))) / rows.length;
  }
  for (let i = 0; i < width; i++) covariance[i * width + i] = (covariance[i * width + i] as number) * (1 + ridge) + 1e-12;
  const precision = Array.from({ length: width }, (_, j) => [...solveCholesky(covariance.slice(), unit(width, j))]).flat();
  const distances = rows.map((row) => distanceTo({ mean, precision, limit: 0 }, row)).sort((a, b) => a - b);
  return { mean, precision, limit: quantile(distances, covered) };
}

/** Mahalanobis distance from the centre. */
export function distanceTo({ mean, precision }: Support, row: readonly number[]): number {
  const width = mean.length;
  const from = row.map((value, j) => value - (mean[j] ?? NaN));
  let sum = 0;
  for (let i = 0; i < width; i++) for (let j = 0; j < width; j++) sum += (from[i] as number) * (precision[i * width + j] as number) * (from[j] as number);
  return Math.sqrt(Math.max(0, sum));
}

/** `reach`: how many times the limit a text may lie away. */
export function isSupported(support: Support, row: readonly number[], reach = 1): boolean {
  return distanceTo(support, row) <= support.limit * reach;
}

function unit(width: number, at: number): Float64Array {
  const vector = new Float64Array(width);
  vector[at] = 1;
  return vector;
}
