import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { applyPlatt, fitPlatt, type PlattFit } from "./platt.ts";

function fit(logOdds: readonly number[], outcomes: readonly boolean[], least = 10): PlattFit {
  const result = fitPlatt(logOdds, outcomes, least);
  if (isCannotMeasure(result)) throw new Error(result.reason);
  return result;
}

const scores = Array.from({ length: 200 }, (_, i) => 6 * Math.sin(i * 2.3));
const outcomes = scores.map((each, i) => ((i * 7919 + 13) % 101) / 101 < 1 / (1 + Math.exp(-(0.5 * each - 0.4))));

describe("fitPlatt", () => {
  it("agrees with scikit-learn and statsmodels", () => {
    const result = fit(scores, outcomes);
    // statsmodels 0.15.0, GLM(smoothed targets, Binomial), tol 1e-14; scikit-learn 1.9.1's _SigmoidCalibration stops at 0.50739, -0.37814.
    expect(result.slope).toBeCloseTo(0.50738961, 7);
    expect(result.intercept).toBeCloseTo(-0.37814485, 7);
    expect(result).toMatchObject({ kind: "platt", positives: 91, negatives: 109, low: -Math.log(219), high: Math.log(183) });
  });

  it("by hand where scores separate the outcomes: the smoothed targets", () => {
    const separated = fit([...Array<number>(20).fill(300), ...Array<number>(10).fill(-300)], [...Array<boolean>(20).fill(true), ...Array<boolean>(10).fill(false)]);
    expect(applyPlatt(separated, 300)).toBeCloseTo(Math.log(21), 8);
    expect(applyPlatt(separated, -300)).toBeCloseTo(-Math.log(11), 8);
  });

  it("stops at what the texts support", () => {
    const result = fit(scores, outcomes);
    expect([1e5, Infinity, -1e5, -Infinity].map((score) => applyPlatt(result, score))).toEqual([Math.log(183), Math.log(183), -Math.log(219), -Math.log(219)]);
    expect(applyPlatt(result, 2)).toBeCloseTo(2 * 0.50738961 - 0.37814485, 6);
    expect(applyPlatt(result, NaN)).toBeNaN();
  });

  it("says what it cannot measure", () => {
    expect(fitPlatt([1, 2], [true, false])).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitPlatt([1, 1], [true, false], 1)).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(fitPlatt([1, NaN], [true, false], 1)).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });
});
