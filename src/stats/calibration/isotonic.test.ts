import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { applyIsotonic, fitIsotonic, type IsotonicFit } from "./isotonic.ts";

function fit(logOdds: readonly number[], outcomes: readonly boolean[], least = 1): IsotonicFit {
  const result = fitIsotonic(logOdds, outcomes, least);
  if (isCannotMeasure(result)) throw new Error(result.reason);
  return result;
}

describe("fitIsotonic", () => {
  it("pools as scikit-learn does", () => {
    const scores = Array.from({ length: 200 }, (_, i) => Math.round(6 * Math.sin(i * 2.3)));
    const outcomes = scores.map((_, i) => ((i * 7919 + 13) % 101) / 101 < 1 / (1 + Math.exp(-(3 * Math.sin(i * 2.3) - 0.4))));
    const result = fit(scores, outcomes, 50);
    // scikit-learn 1.9.1, IsotonicRegression().fit(...).predict at -6 to 6: 0, 0.05, 0.0769, 0.2083 twice, 0.3, ..., 0.875, 0.9318 twice.
    const expected = [[0, 27], [1, 20], [1, 13], [5, 24], [3, 10], [4, 11], [6, 12], [6, 10], [10, 13], [14, 16], [41, 44]];
    expect(result.steps.map(({ yes, n }) => [yes, n])).toEqual(expected);
    expect(result.steps.map(({ from }) => from)).toEqual([-6, -5.5, -4.5, -3.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 4.5]);
    expect(result).toMatchObject({ kind: "isotonic", positives: 91, negatives: 109 });
  });

  it("no pool claims more than it has seen, and a small one at the end joins its neighbour", () => {
    // 9 of 10, then 1 of 1: three halves to one half would say less than 9.5 to 1.5.
    const scores = [...Array<number>(10).fill(1), 2, ...Array<number>(5).fill(0)];
    const outcomes = [...Array<boolean>(9).fill(true), false, true, ...Array<boolean>(5).fill(false)];
    const { steps } = fit(scores, outcomes);
    expect(steps.map(({ yes, n }) => [yes, n])).toEqual([[0, 5], [10, 11]]);
    expect(steps.map(({ logOdds }) => logOdds)).toEqual([expect.closeTo(-Math.log(11), 14), expect.closeTo(Math.log(10.5 / 1.5), 14)]);
  });

  it("applies the step that a score lies on", () => {
    const result = fit([0, 1, 2, 3], [false, false, true, true]);
    expect(result.steps.map(({ from }) => from)).toEqual([0, 1.5]);
    const [low, high] = result.steps.map(({ logOdds }) => logOdds);
    expect([-1e9, -1, 1.4999, 1.5, 700, Infinity, -Infinity].map((score) => applyIsotonic(result, score))).toEqual([low, low, low, high, high, high, low]);
    expect(applyIsotonic(result, NaN)).toBeNaN();
  });

  it("never falls, keeps every text, and stays within what its pools support", () => {
    const row = fc.tuple(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -700, max: 700, noNaN: true })), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 60 }), (rows) => {
        const result = fitIsotonic(rows.map(([score]) => score), rows.map(([, yes]) => yes), 1);
        fc.pre(!isCannotMeasure(result));
        if (isCannotMeasure(result)) return;
        expect(result.steps.reduce((sum, { n }) => sum + n, 0)).toBe(rows.length);
        expect(result.steps.reduce((sum, { yes }) => sum + yes, 0)).toBe(result.positives);
        result.steps.forEach((step, i) => {
          expect(Math.abs(step.logOdds)).toBeLessThanOrEqual(Math.log(2 * step.n + 1) + 1e-12);
          const before = result.steps[i - 1];
          if (before !== undefined) expect(step.logOdds > before.logOdds && step.from > before.from).toBe(true);
        });
      }),
    );
  });

  it("says what it cannot measure", () => {
    expect(fitIsotonic([1, 2], [true, false])).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitIsotonic([1, 1], [true, false], 1)).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(fitIsotonic([1, Infinity], [true, false], 1)).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(() => fitIsotonic([1], [])).toThrow("1 log-odds for 0 outcomes");
  });
});
