import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../protocol/results.ts";
import { createRandom } from "../random/seeded.ts";
import { boundQuantile } from "./quantile-bound.ts";

describe("boundQuantile", () => {
  // The least k with scipy 1.17.1's stats.binom.cdf(k - 1, n, 1 - alpha) >= confidence.
  it.each([
    [59, 0.05, 0.95, 59],
    [93, 0.05, 0.95, 92],
    [100, 0.05, 0.95, 99],
    [1000, 0.05, 0.95, 962],
    [1000, 0.01, 0.99, 998],
    [300, 0.02, 0.9, 298],
  ])("of %d values at %d with confidence %d is the one of rank %d", (n, alpha, confidence, rank) => {
    const values = Array.from({ length: n }, (_, i) => ((i * 7) % n) / 10);
    const ordered = [...values].sort((a, b) => a - b);
    expect(boundQuantile(values, alpha, confidence)).toEqual({ bound: ordered[rank - 1], alpha, confidence, rank, n, method: "order-statistic", seed: null });
  });

  it("is passed more often than alpha in at most the doubtful share of cases", () => {
    const random = createRandom(11);
    let broken = 0;
    for (let trial = 0; trial < 2000; trial++) {
      const bound = boundQuantile(Array.from({ length: 150 }, () => random.uniform()), 0.05, 0.9);
      if (isCannotMeasure(bound)) throw new Error(bound.reason);
      if (1 - bound.bound > 0.05) broken++;
    }
    // Within 3.5 standard errors of 0.1, and not needlessly rare.
    expect(broken / 2000).toBeLessThan(0.124);
    expect(broken / 2000).toBeGreaterThan(0.02);
  });

  it("says what it cannot measure", () => {
    expect(boundQuantile(Array<number>(58).fill(1), 0.05)).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(boundQuantile([], 0.05)).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(boundQuantile([...Array<number>(100).fill(1), NaN], 0.05)).toEqual(cannotMeasure("cannot-measure/not-finite"));
    for (const alpha of [0, 1, NaN]) expect(() => boundQuantile([1], alpha)).toThrow(`rate of ${alpha}`);
    expect(() => boundQuantile([1], 0.1, 1)).toThrow("level 1");
  });
});
