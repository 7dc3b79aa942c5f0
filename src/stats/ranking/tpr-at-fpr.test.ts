import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { estimateTprAtFpr, thresholdAtFpr, tprAtFpr } from "./tpr-at-fpr.ts";

function measured(estimate: Estimate | CannotMeasure): Estimate {
  if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
  return estimate;
}

const negatives = Array.from({ length: 100 }, (_, i) => i);

describe("tprAtFpr", () => {
  it("allows as many negatives as the rate says, by hand", () => {
    // One of 100 may lie above: 99 does, so the alarm is above 98.
    expect([thresholdAtFpr(negatives, 0.01), tprAtFpr([98, 98.5, 99, 200], negatives, 0.01)]).toEqual([98, 0.75]);
    expect([thresholdAtFpr(negatives, 0), tprAtFpr([99, 99.5], negatives, 0)]).toEqual([99, 0.5]);
    expect(thresholdAtFpr(negatives, 0.0199)).toBe(98);
    // 0.29 * 100 is a little below 29.
    expect(thresholdAtFpr(negatives, 0.29)).toBe(70);
    expect([thresholdAtFpr(negatives, 1), tprAtFpr([-5, 5], negatives, 1)]).toEqual([-Infinity, 1]);
    // Equal negatives are passed together or not at all.
    expect(tprAtFpr([1, 2], [0, 1, 1, 1], 0.5)).toBe(0.5);
  });

  it("never passes more negatives than allowed, nor fewer than it could", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(scores, scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (above, below, fpr) => {
        const threshold = thresholdAtFpr(below, fpr);
        const share = (limit: number): number => below.filter((score) => score > limit).length / below.length;
        expect(share(threshold)).toBeLessThanOrEqual(fpr + 1e-12);
        expect(share(threshold - 1)).toBeGreaterThan(fpr - 1e-12);
        expect(tprAtFpr(above, below, fpr)).toBe(above.filter((score) => score > threshold).length / above.length);
      }),
    );
  });

  it("has no value without both kinds, or with NaN", () => {
    expect([tprAtFpr([], [1], 0.1), tprAtFpr([1], [], 0.1), tprAtFpr([NaN], [1], 0.1), tprAtFpr([1], [NaN], 0.1)]).toEqual([NaN, NaN, NaN, NaN]);
    for (const fpr of [-0.1, 1.1, NaN]) expect(() => tprAtFpr([1], [1], fpr)).toThrow(`rate of ${fpr}`);
  });
});

describe("estimateTprAtFpr", () => {
  it("covers the truth about as often as it says", () => {
    // Uniform scores, positives on [0.5, 1.5): at a rate of 0.1 the threshold is 0.9 and 0.6 of the positives are found.
    const random = createRandom(6);
    let covered = 0;
    for (let trial = 0; trial < 100; trial++) {
      const positives = Array.from({ length: 100 }, () => 0.5 + random.uniform());
      const others = Array.from({ length: 100 }, () => random.uniform());
      const { interval, method, n } = measured(estimateTprAtFpr(positives, others, 0.1, createRandom(trial), { resamples: 200 }));
      expect([method, n]).toEqual(["bootstrap-bca", 200]);
      if (interval[0] <= 0.6 && 0.6 <= interval[1]) covered++;
    }
    expect(covered / 100).toBeGreaterThan(0.86);
  });

  it("bounds by the positives alone where all are found in every resample", () => {
    const found = Array.from({ length: 20 }, (_, i) => 200 + i);
    const estimate = measured(estimateTprAtFpr(found, negatives, 0.01, createRandom(1)));
    expect(estimate).toEqual({ value: 1, n: 120, interval: [expect.closeTo(0.025 ** (1 / 20), 12), 1], level: 0.95, method: "clopper-pearson-at-threshold", seed: null });
    expect(measured(estimateTprAtFpr(found.map((each) => -each), negatives, 0.01, createRandom(1)))).toMatchObject({ value: 0, interval: [0, expect.closeTo(1 - 0.025 ** (1 / 20), 12)] });
  });

  it("says what it cannot measure", () => {
    expect(estimateTprAtFpr([1], negatives, 0.1, createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(estimateTprAtFpr([1, 2], [1, 2], 0.1, createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(estimateTprAtFpr([1, NaN], negatives, 0.1, createRandom(1))).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });
});
