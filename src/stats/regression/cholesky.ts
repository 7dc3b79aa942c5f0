/** @module Linear equations with a positive definite matrix. */
import { PremiseError } from "../../errors/premise-error.ts";

/**
 * Solves A x = b. `matrix` holds A row by row and is overwritten; only its upper triangle is read.
 * @throws PremiseError `internal` when A is not positive definite.
 * Source: Golub & Van Loan, Matrix Computations, 2013, section 4.2 (the outer-product form: it runs along rows).
 */
export function solveCholesky(matrix: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  factorise(matrix, size);
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i++) {
    const value = (x[i] = (x[i] as number) / (matrix[i * size + i] as number));
    for (let j = i + 1; j < size; j++) x[j] = (x[j] as number) - (matrix[i * size + j] as number) * value;
  }
  for (let i = size - 1; i >= 0; i--) {
    let rest = x[i] as number;
    for (let j = i + 1; j < size; j++) rest -= (matrix[i * size + j] as number) * (x[j] as number);
    x[i] = rest / (matrix[i * size + i] as number);
  }
  return x;
}

/** Puts R, with A = R'R, in the place of the upper triangle of A. */
function factorise(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    const pivot = matrix[i * size + i] as number;
    if (!(pivot > 0)) throw new PremiseError("internal", { problem: `a matrix of size ${size} is not positive definite at ${i}` });
    const root = Math.sqrt(pivot);
    for (let j = i; j < size; j++) matrix[i * size + j] = (matrix[i * size + j] as number) / root;
    for (let j = i + 1; j < size; j++) {
      const factor = matrix[i * size + j] as number;
      for (let k = j; k < size; k++) matrix[j * size + k] = (matrix[j * size + k] as number) - factor * (matrix[i * size + k] as number);
    }
  }
}
