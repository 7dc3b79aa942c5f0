import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import { createRandom, type Random } from "../../random/seeded.ts";
import { normalCdf, normalQuantile } from "../normal.ts";
import { auroc, estimateAuroc } from "./auroc.ts";

function measured(estimate: Estimate | CannotMeasure): Estimate {
  if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
  return estimate;
}

const positives = [0.9, 0.8, 0.8, 0.7, 0.55, 0.54, 0.4, 0.3];
const negatives = [0.8, 0.6, 0.53, 0.5, 0.4, 0.39, 0.35, 0.2, 0.1, 0.05];

/** Every pair, one by one. */
function slowAuroc(above: readonly number[], below: readonly number[]): number {
  return above.flatMap((a) => below.map((b) => (a > b ? 1 : a === b ? 0.5 : 0))).reduce((sum: number, won) => sum + won, 0) / (above.length * below.length);
}

describe("auroc", () => {
  it("is scikit-learn 1.9.1's roc_auc_score", () => {
    expect(auroc(positives, negatives)).toBeCloseTo(0.78125, 15);
  });

  it("agrees with all pairs one by one, and is 1 less the other way round", () => {
    const scores = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(Infinity, -Infinity, 0.5, -0)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(scores, scores, (above, below) => {
        expect(auroc(above, below)).toBeCloseTo(slowAuroc(above, below), 12);
        expect(auroc(above, below) + auroc(below, above)).toBeCloseTo(1, 12);
      }),
    );
  });

  it("has no value without both kinds, or with NaN", () => {
    expect([auroc([], [1]), auroc([1], []), auroc([NaN], [1]), auroc([1], [NaN, 2])]).toEqual([NaN, NaN, NaN, NaN]);
  });
});

/** Normal scores whose true AUROC is `area`. */
function draw(area: number, size: number, random: Random): [number[], number[]] {
  const shift = Math.SQRT2 * normalQuantile(area);
  const list = (mean: number): number[] => Array.from({ length: size }, () => mean + Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()));
  return [list(shift), list(0)];
}

describe("estimateAuroc", () => {
  it("has DeLong's variance on the log-odds scale", () => {
    const estimate = measured(estimateAuroc(positives, negatives));
    expect(estimate).toMatchObject({ value: 0.78125, n: 18, level: 0.95, method: "delong-logit", seed: null });
    // By numpy from the 8 x 10 matrix of wins: variance 0.013064236111111112.
    expect(estimate.interval[0]).toBeCloseTo(0.4905307975723296, 10);
    expect(estimate.interval[1]).toBeCloseTo(0.9298124980572637, 10);
  });

  it("bounds what separates all pairs by the disjoint ones", () => {
    // P(3 disjoint pairs all won) = 0.025 at 0.025^(1/3).
    expect(measured(estimateAuroc([5, 6, 7], [1, 2, 3, 4]))).toEqual({
      value: 1, n: 7, interval: [expect.closeTo(0.025 ** (1 / 3), 14), 1], level: 0.95, method: "disjoint-pairs-clopper-pearson", seed: null,
    });
    expect(measured(estimateAuroc([1, 2, 3], [5, 6, 7, 8])).interval).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 3), 14)]);
  });

  it.each([
    [0.6, 40],
    [0.9, 40],
    [0.98, 40],
    [0.995, 25],
  ])("covers a true AUROC of %d with %d of each kind about as often as it says", (area, size) => {
    expect(normalCdf((Math.SQRT2 * normalQuantile(area)) / Math.SQRT2)).toBeCloseTo(area, 10);
    const random = createRandom(3);
    const trials = 600;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const [low, high] = measured(estimateAuroc(...draw(area, size, random))).interval;
      if (low <= area && area <= high) covered++;
    }
    expect(covered / trials).toBeGreaterThan(0.925);
  });

  it("says what it cannot measure", () => {
    expect(estimateAuroc([1], [0, 0])).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(estimateAuroc([1, 1], [1, 1, 1])).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(estimateAuroc([1, NaN], [0, 0])).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(estimateAuroc([1, Infinity], [0, -Infinity])).toMatchObject({ value: 1 });
    expect(() => estimateAuroc([1, 2], [0, 1], 1)).toThrow("level 1");
  });
});
