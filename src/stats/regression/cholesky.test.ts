import fc from "fast-check";
import { expect, it } from "vitest";
import { solveCholesky } from "./cholesky.ts";

it("solves what was made from a known answer", () => {
  const entry = fc.double({ min: -2, max: 2, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7 }).chain((size) => fc.tuple(fc.array(entry, { minLength: size * size, maxLength: size * size }), fc.array(entry, { minLength: size, maxLength: size }))), ([entries, x]) => {
      const size = x.length;
      const rows = Array.from({ length: size }, (_, i) => entries.slice(i * size, (i + 1) * size));
      const matrix = rows.map((row, i) => rows.map((other, j) => row.reduce((sum, value, k) => sum + value * (other[k] as number), i === j ? 1 : 0)));
      const right = matrix.map((row) => row.reduce((sum, value, j) => sum + value * (x[j] as number), 0));
      const solved = solveCholesky(Float64Array.from(matrix.flat()), Float64Array.from(right));
      x.forEach((value, i) => expect(solved[i]).toBeCloseTo(value, 9));
    }),
  );
});

it("refuses what is not positive definite", () => {
  expect(() => solveCholesky(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).toThrow("not positive definite at 1");
  expect(() => solveCholesky(Float64Array.of(NaN), Float64Array.of(1))).toThrow("not positive definite at 0");
});
