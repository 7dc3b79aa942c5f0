import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../protocol/results.ts";
import { createRandom } from "../random/seeded.ts";
import { chiSquareTest, type ChiSquareTest } from "./chi-square.ts";
import { upperGamma } from "./gamma.ts";

function measured(test: ReturnType<typeof chiSquareTest>): ChiSquareTest {
  if (isCannotMeasure(test)) throw new Error(test.reason);
  return test;
}

describe("chiSquareTest", () => {
  it("Mendel's peas against 9:3:3:1", () => {
    // Published: chi-square 0.47, p 0.925; digits computed with numpy.
    const test = measured(chiSquareTest([315, 108, 101, 32], [9 / 16, 3 / 16, 3 / 16, 1 / 16]));
    expect(test.statistic).toBeCloseTo(0.4700239808153477, 12);
    expect(test.p).toBeCloseTo(0.925425895103616, 12);
    expect(test).toMatchObject({ degrees: 3, n: 556, cells: 4 });
  });

  // Survival function by its finite sums (even and odd degrees), computed in Python.
  it.each([
    [3.841458820694124, 1, 0.05],
    [18.307038, 10, 0.050000000824732264],
    [120, 100, 0.08440668109369182],
    [50, 5, 1.385797336700959e-9],
    [0.1, 7, 0.9999976885812014],
    [200, 100, 1.1784500720979424e-8],
  ])("p of statistic %d with %d degrees", (statistic, degrees, p) => {
    expect(upperGamma(degrees / 2, statistic / 2) / p).toBeCloseTo(1, 11);
  });

  it("pools cells that expect fewer than 5, taking in another where the pool is small", () => {
    // Expected 60, 31, 4, 3, 2: the last three make one cell of 9.
    expect(measured(chiSquareTest([60, 31, 4, 3, 2], [0.6, 0.31, 0.04, 0.03, 0.02]))).toMatchObject({ cells: 3, statistic: 0 });
    // Expected 60, 39, 1: the last joins the 39.
    expect(measured(chiSquareTest([60, 30, 10], [0.6, 0.39, 0.01]))).toMatchObject({ cells: 2, statistic: 0 });
  });

  it("rejects for certain what was impossible, and passes over impossible cells that stay empty", () => {
    expect(measured(chiSquareTest([50, 49, 1], [0.5, 0.5, 0])).p).toBe(0);
    expect(measured(chiSquareTest([50, 50, 0], [0.5, 0.5, 0]))).toMatchObject({ cells: 2, p: 1 });
  });

  it("cannot measure with one cell, and refuses lists that do not fit", () => {
    expect(chiSquareTest([3, 1], [0.5, 0.5])).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(chiSquareTest([0, 0], [0.5, 0.5])).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(() => chiSquareTest([1], [0.5, 0.5])).toThrow("1 counts against 2");
    expect(() => chiSquareTest([1, 1], [0.5, 0.4])).toThrow("of sum 0.9");
  });

  it("has uniform p under the truth: about 5 % below 0.05", () => {
    const random = createRandom(1);
    let rejected = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const counts = [0, 0, 0, 0, 0];
      for (let draw = 0; draw < 200; draw++) counts[random.below(5)]!++;
      if (measured(chiSquareTest(counts, [0.2, 0.2, 0.2, 0.2, 0.2])).p < 0.05) rejected++;
    }
    expect(rejected).toBeGreaterThan(25);
    expect(rejected).toBeLessThan(80);
  });
});
