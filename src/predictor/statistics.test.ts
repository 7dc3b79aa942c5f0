import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPremiseError } from "../errors/premise-error.ts";
import { likeliestTokens, softmaxStatistics } from "./statistics.ts";

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return isPremiseError(error) ? error.code : "not ours";
  }
  return "no error";
};

describe("softmaxStatistics", () => {
  it("knows a distribution worked out by hand", () => {
    // p = 1/2, 1/4, 1/8, 1/8: H = 1.75 ln 2; log2 p has mean -1.75 and mean square 3.75, so variance 0.6875 (ln 2)^2.
    const logits = Float32Array.from([0.5, 0.25, 0.125, 0.125], (p) => Math.log(p) + 3);
    const found = softmaxStatistics(logits, 2);
    expect(found.logSumExp).toBeCloseTo(3, 6);
    expect(found.logprob).toBeCloseTo(Math.log(0.125), 6);
    expect(found.entropy).toBeCloseTo(1.75 * Math.LN2, 6);
    expect(found.variance).toBeCloseTo(0.6875 * Math.LN2 ** 2, 6);
    expect(found).toMatchObject({ rank: 2, argmax: 0 });
  });

  it("gives the uniform distribution log n nats and no variance, and ties no rank", () => {
    const found = softmaxStatistics(new Float32Array(1000).fill(-7), 999);
    expect(found.entropy).toBeCloseTo(Math.log(1000), 10);
    expect(found.variance).toBeCloseTo(0, 10);
    expect(found).toMatchObject({ rank: 0, argmax: 0 });
  });

  it("lets impossible tokens contribute nothing", () => {
    const found = softmaxStatistics(Float32Array.from([-Infinity, 1, 1, -Infinity]), 0);
    expect(found.logprob).toBe(-Infinity);
    expect(found.entropy).toBeCloseTo(Math.LN2, 12);
    expect(found.variance).toBe(0);
    expect(found).toMatchObject({ rank: 2, argmax: 1 });
  });

  it("does not overflow or lose a constant", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40, max: 40 }), { minLength: 1, maxLength: 30 }), (whole) => {
        const plain = softmaxStatistics(Float32Array.from(whole), 0);
        const moved = softmaxStatistics(Float32Array.from(whole, (x) => x + 1_000_000), 0);
        expect(moved.logprob).toBeCloseTo(plain.logprob, 8);
        expect(moved.entropy).toBeCloseTo(plain.entropy, 8);
        expect(moved.variance).toBeCloseTo(plain.variance, 6);
        const mass = whole.reduce((sum, _, token) => sum + Math.exp(softmaxStatistics(Float32Array.from(whole), token).logprob), 0);
        expect(mass).toBeCloseTo(1, 10);
      }),
    );
  });

  it("refuses what is no distribution, and targets outside it", () => {
    for (const bad of [[NaN, 0], [0, NaN], [Infinity, 0], [-Infinity, -Infinity]]) {
      expect(codeOf(() => softmaxStatistics(Float32Array.from(bad), 0))).toBe("engine/non-finite");
    }
    expect(codeOf(() => softmaxStatistics(Float32Array.from([0]), 1))).toBe("predictor/invalid-token");
    expect(codeOf(() => softmaxStatistics(Float32Array.from([0]), -1))).toBe("predictor/invalid-token");
  });
});

describe("likeliestTokens", () => {
  it("equals a full sort, ties by id", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 100 }), fc.nat(100), (logits, count) => {
        const sorted = logits.map((logit, token) => ({ token, logprob: logit - 2 })).sort((a, b) => b.logprob - a.logprob || a.token - b.token);
        expect(likeliestTokens(Float64Array.from(logits), count, 2)).toEqual(sorted.slice(0, count));
      }),
    );
  });

  it("leaves impossible tokens out", () => {
    expect(likeliestTokens(Float32Array.from([-Infinity, 0]), 5, 0)).toEqual([{ token: 1, logprob: 0 }]);
  });
});
