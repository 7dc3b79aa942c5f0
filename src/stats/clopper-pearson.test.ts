import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../protocol/results.ts";
import { binomialCdf } from "./beta.ts";
import { clopperPearson } from "./clopper-pearson.ts";

describe("clopperPearson", () => {
  // Values of scipy 1.17.1: stats.binomtest(k, n).proportion_ci(level, "exact").
  it.each([
    [0, 10, 0.95, 0, 0.30849710781876294],
    [10, 10, 0.95, 0.6915028921812371, 1],
    [7, 20, 0.95, 0.1539092047845412, 0.5921885345328283],
    [1, 1000, 0.95, 2.5317487491674634e-5, 0.0055589242798499],
    [299, 300, 0.9, 0.9842854451084136, 0.9998290369677474],
    [30, 300, 0.99, 0.060377505286726266, 0.15282593341593545],
  ])("%d of %d at %d", (successes, n, level, low, high) => {
    const estimate = clopperPearson(successes, n, level);
    if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
    expect(estimate).toMatchObject({ value: successes / n, n, level, method: "clopper-pearson", seed: null });
    expect(estimate.interval[0]).toBeCloseTo(low, 10);
    expect(estimate.interval[1]).toBeCloseTo(high, 10);
  });

  it("covers at least as often as it says, at every probability", () => {
    const n = 25;
    const intervals = Array.from({ length: n + 1 }, (_, k) => clopperPearson(k, n, 0.9) as { interval: readonly [number, number] });
    for (let p = 0.01; p < 1; p += 0.01) {
      const covered = intervals.reduce((sum, { interval: [low, high] }, k) => (low <= p && p <= high ? sum + binomialCdf(k, n, p) - binomialCdf(k - 1, n, p) : sum), 0);
      expect(covered, `at ${p}`).toBeGreaterThanOrEqual(0.9 - 1e-9);
    }
  });

  it("says what it cannot measure", () => {
    expect(clopperPearson(0, 0)).toEqual(cannotMeasure("cannot-measure/too-few"));
    for (const bad of [-1, 6, NaN]) expect(clopperPearson(bad, 5)).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(() => clopperPearson(1, 5, 95)).toThrow("level 95");
  });
});
