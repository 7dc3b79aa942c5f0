import { describe, expect, it } from "vitest";
import { isCannotMeasure } from "../../protocol/results.ts";
import { curvatureOf, featuresOf, surprisalNames } from "./features.ts";
import type { TextReading } from "./reading.ts";

const state = (value: number): Float32Array => Float32Array.from([value]);
const reading: TextReading = {
  logprob: [-0.2, -6.5, -1.1, -9, -0.05, -2.4], entropy: [0.5, 3.1, 2.2, 4, 0.3, 2.9], variance: [0.8, 4.2, 2.5, 5, 0.4, 3.3], rank: [0, 140, 3, 2200, 0, 8],
  hidden: [{ length: 4, mean: state(4) }, { length: 7, mean: state(7) }],
};

describe("featuresOf", () => {
  it("has the values that numpy 2.4 computes from their definitions", () => {
    const expected = [-3.208333333, 2.166666667, 2.704824318, 0.333333333, 0.666666667, 3.378907203, 1.356056374, -0.653880154, 0.153846154, 0.916666667, 2.297175198, 1.585993814, -1.186152206, -0.633938145];
    const features = featuresOf(reading, 6);
    if (isCannotMeasure(features)) throw new Error(features.reason);
    expect(surprisalNames).toHaveLength(expected.length);
    expected.forEach((value, i) => expect(features.surprisal?.[i], surprisalNames[i]).toBeCloseTo(value, 8));
    expect(features.curvature?.[0]).toBeCloseTo(-1.552824984, 8);
  });

  it("takes the state up to the cut, and of a whole text that of the whole, which a first token without a probability makes longer", () => {
    const hiddenAt = (length: number): unknown => {
      const features = featuresOf(reading, length);
      return isCannotMeasure(features) ? features.reason : (features.hidden?.[0] ?? null);
    };
    expect([3, 4, 5, 6].map(hiddenAt)).toEqual([null, 4, 4, 7]);
    expect(hiddenAt(1)).toBe("cannot-measure/too-few-tokens");
  });

  it("knows a text by heart", () => {
    const zeros = [0, 0, 0];
    const known = { logprob: zeros, entropy: zeros, variance: zeros, rank: zeros, hidden: [] };
    expect(curvatureOf(known)).toBe(0);
    const features = featuresOf(known, 3);
    expect(isCannotMeasure(features) ? features : features.surprisal?.every(Number.isFinite)).toBe(true);
  });
});
