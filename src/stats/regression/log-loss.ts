/** @module The penalised log loss of a logistic regression, with Newton's direction. */
import { solveCholesky } from "./cholesky.ts";
import type { Design } from "./standardise.ts";

export type LogLoss = {
  /** In nats, the penalty l2 / 2 * |coefficients|^2 included; the last of `point` is the intercept, which is not penalised. */
  at(point: Float64Array): number;
  /** The step to the least of the quadratic that touches the loss at `point`, and twice what that quadratic would fall. */
  newton(point: Float64Array): { readonly direction: Float64Array; readonly decrement: number };
};

export function createLogLoss(design: Design, targets: readonly number[], weights: readonly number[], l2: number): LogLoss {
  const at = (point: Float64Array): number => {
    let loss = point.reduce((sum, value, j) => (j < design.width ? sum + (l2 / 2) * value * value : sum), 0);
    for (let i = 0; i < design.rows; i++) {
      const [logOdds, target] = [product(design, i, point), targets[i] as number];
      loss += (weights[i] as number) * (Math.log1p(Math.exp(-Math.abs(logOdds))) + target * Math.max(-logOdds, 0) + (1 - target) * Math.max(logOdds, 0));
    }
    return loss;
  };
  const newton = (point: Float64Array): { direction: Float64Array; decrement: number } => {
    const descent = point.map((value, j) => (j < design.width ? -l2 * value : 0));
    const curvatures = new Float64Array(design.rows);
    for (let i = 0; i < design.rows; i++) {
      const [logOdds, weight] = [product(design, i, point), weights[i] as number];
      const small = Math.exp(-Math.abs(logOdds));
      curvatures[i] = (weight * small) / (1 + small) ** 2;
      addScaled(descent, design, i, weight * ((targets[i] as number) - (logOdds > 0 ? 1 : small) / (1 + small)));
    }
    const direction = solveCholesky(hessian(design, curvatures, l2), descent);
    return { direction, decrement: direction.reduce((sum, value, j) => sum + value * (descent[j] as number), 0) };
  };
  return { at, newton };
}

function product({ values, width }: Design, row: number, point: Float64Array): number {
  const start = row * (width + 1);
  let sum = 0;
  for (let j = 0; j <= width; j++) sum += (values[start + j] as number) * (point[j] as number);
  return sum;
}

function addScaled(into: Float64Array, { values, width }: Design, row: number, factor: number): void {
  const start = row * (width + 1);
  for (let j = 0; j <= width; j++) into[j] = (into[j] as number) + factor * (values[start + j] as number);
}

/** The upper triangle of X' diag(curvatures) X + l2. Four rows at a time, since reading and writing the matrix is what takes long. */
function hessian({ values, rows, width }: Design, curvatures: Float64Array, l2: number): Float64Array {
  const size = width + 1;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < rows; i += 4) {
    // A row past the end counts 0 times.
    const starts = [0, 1, 2, 3].map((k) => Math.min(i + k, rows - 1) * size);
    const [a, b, c, d] = starts as [number, number, number, number];
    const [u, v, w, z] = [0, 1, 2, 3].map((k) => curvatures[i + k] ?? 0) as [number, number, number, number];
    for (let j = 0; j < size; j++) {
      const [p, q, r, s] = [u * (values[a + j] as number), v * (values[b + j] as number), w * (values[c + j] as number), z * (values[d + j] as number)];
      const at = j * size;
      for (let k = j; k < size; k++) {
        matrix[at + k]! += p * (values[a + k] as number) + q * (values[b + k] as number) + r * (values[c + k] as number) + s * (values[d + k] as number);
      }
    }
  }
  for (let j = 0; j < width; j++) matrix[j * size + j]! += l2;
  return matrix;
}
