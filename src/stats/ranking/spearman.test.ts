import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { estimateSpearman, spearman } from "./spearman.ts";

const x = [1, 2, 2, 3, 5, 5, 5, 8, 9, 10, 11, 12];
const y = [2, 1, 4, 3, 3, 9, 7, 7, 12, 10, 8, 11];

describe("spearman", () => {
  it("is scipy 1.17.1's spearmanr, ties and all", () => {
    expect(spearman(x, y)).toBeCloseTo(0.8354100066458684, 13);
    expect([spearman([1, 2, 3], [-Infinity, 0, Infinity]), spearman([1, 2, 3], [9, 7, 1])]).toEqual([expect.closeTo(1, 14), expect.closeTo(-1, 14)]);
  });

  it("knows only the order", () => {
    const values = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), { minLength: 3, maxLength: 40 });
    fc.assert(
      fc.property(values, (pairs) => {
        const [a, b] = [pairs.map(([first]) => first), pairs.map(([, second]) => second)];
        const rho = spearman(a, b);
        fc.pre(!Number.isNaN(rho));
        expect(spearman(a.map((each) => Math.exp(each / 7)), b.map((each) => each ** 3))).toBeCloseTo(rho, 12);
        expect(spearman(b, a.map((each) => -each))).toBeCloseTo(-rho, 12);
        expect(Math.abs(rho)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  it("has no value where a list does not vary, or with NaN", () => {
    expect([spearman([1, 1], [1, 2]), spearman([], []), spearman([1, NaN], [1, 2])]).toEqual([NaN, NaN, NaN]);
    expect(() => spearman([1], [])).toThrow("1 values paired with 0");
  });
});

describe("estimateSpearman", () => {
  it("resamples pairs and ranks them anew", () => {
    const estimate = estimateSpearman(x, y, createRandom(1), { resamples: 20_000, interval: "percentile" });
    if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
    expect(estimate).toMatchObject({ n: 12, level: 0.95, method: "bootstrap-percentile", seed: 1 });
    // 20,000 resamples with scipy's rankdata and numpy's generator of seed 3.
    expect(Math.abs(estimate.interval[0] - 0.5225)).toBeLessThan(0.02);
    expect(Math.abs(estimate.interval[1] - 0.9514)).toBeLessThan(0.01);
    expect(estimateSpearman(x, y, createRandom(2))).toMatchObject({ method: "bootstrap-bca", value: estimate.value });
  });

  it("says what it cannot measure", () => {
    const [few, same] = [cannotMeasure("cannot-measure/too-few"), cannotMeasure("cannot-measure/no-variation")];
    expect(estimateSpearman([1, 2], [2, 1], createRandom(1))).toEqual(few);
    expect(estimateSpearman([1, 2, 3], [2, 1, 3], createRandom(1))).toEqual(few);
    expect(estimateSpearman(x, x, createRandom(1))).toEqual(same);
    expect(estimateSpearman(x, x.map((each) => -each), createRandom(1))).toEqual(same);
    expect(estimateSpearman(x, x.map(() => 1), createRandom(1))).toEqual(same);
    expect(estimateSpearman([1, 2, NaN], [1, 2, 3], createRandom(1))).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });
});
