import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPremiseError } from "../errors/premise-error.ts";
import type { SampleRequest, Sampling } from "./predictor.ts";
import { drawToken, requireSampling } from "./sampling.ts";

const row = (...probabilities: number[]) => Float64Array.from(probabilities, Math.log);

/** Every token that some uniform number draws, with its probability as told. */
function support(logprobs: Float64Array, sampling: Sampling): Map<number, number> {
  const found = new Map<number, number>();
  for (let i = 0; i < 1000; i++) {
    const { token, sampledLogprob } = drawToken(logprobs, sampling, i / 1000);
    found.set(token, Math.exp(sampledLogprob));
  }
  return found;
}

const tokens = (found: Map<number, number>) => [...found.keys()].sort((a, b) => a - b);

describe("drawToken", () => {
  it("inverts the cumulative distribution in order of ids", () => {
    const logprobs = row(0.25, 0, 0.5, 0.25);
    const drawn = [0, 0.2499, 0.25, 0.7499, 0.75, 0.9999999].map((uniform) => drawToken(logprobs, {}, uniform).token);
    expect(drawn).toEqual([0, 0, 2, 2, 3, 3]);
  });

  it("divides logits by the temperature before anything else", () => {
    // p^(1/0.5) of 0.6, 0.3, 0.1 is 0.36, 0.09, 0.01 over 0.46: the first reaches 0.75 alone only after tempering.
    const found = support(row(0.6, 0.3, 0.1), { temperature: 0.5, topP: 0.75 });
    expect(tokens(found)).toEqual([0]);
    const cold = support(row(0.6, 0.3, 0.1), { temperature: 0.5 });
    expect(cold.get(0)).toBeCloseTo(0.36 / 0.46, 12);
    expect(cold.get(2)).toBeCloseTo(0.01 / 0.46, 12);
  });

  it("keeps the top-k, of equal ones the lowest ids", () => {
    const found = support(row(0.2, 0.3, 0.3, 0.2), { topK: 3 });
    expect(tokens(found)).toEqual([0, 1, 2]);
    expect(found.get(0)).toBeCloseTo(0.2 / 0.8, 12);
  });

  it("keeps the smallest set that reaches top-p, of the mass that top-k left", () => {
    expect(tokens(support(row(0.5, 0.3, 0.2), { topP: 0.5 }))).toEqual([0]);
    expect(tokens(support(row(0.5, 0.3, 0.2), { topP: 0.6 }))).toEqual([0, 1]);
    // After top-k 2 the first has 0.625 of the mass.
    expect(tokens(support(row(0.5, 0.3, 0.2), { topK: 2, topP: 0.6 }))).toEqual([0]);
  });

  it("drops what is less likely than min-p times the likeliest", () => {
    expect(tokens(support(row(0.5, 0.3, 0.2), { minP: 0.5 }))).toEqual([0, 1]);
    expect(tokens(support(row(0.5, 0.3, 0.2), { minP: 1 }))).toEqual([0]);
  });

  it("takes the likeliest token at temperature 0, the lowest id of equal ones", () => {
    expect(drawToken(row(0.2, 0.4, 0.4), { temperature: 0 }, 0.99)).toEqual({ token: 1, sampledLogprob: 0 });
  });

  it("agrees with a plain implementation that sorts everything", () => {
    const sampling = fc.record({
      temperature: fc.double({ min: 0.05, max: 3, noNaN: true }),
      topP: fc.double({ min: 0.01, max: 1, noNaN: true }),
      topK: fc.nat(12),
      minP: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    });
    const logits = fc.array(fc.oneof(fc.double({ min: -60, max: 10, noNaN: true }), fc.constant(-Infinity)), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(logits.filter((list) => list.some(Number.isFinite)), sampling, fc.double({ min: 0, max: 0.999999, noNaN: true }), (list, settings, uniform) => {
        const plain = plainDistribution(list, settings);
        const { token, sampledLogprob } = drawToken(Float64Array.from(list), settings, uniform);
        expect(plain.has(token)).toBe(true);
        expect(sampledLogprob).toBeCloseTo(Math.log(plain.get(token) as number), 8);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses rows that are no distribution", () => {
    expect(codeOf(() => drawToken(Float64Array.from([0, NaN]), {}, 0.5))).toBe("engine/non-finite");
    expect(codeOf(() => drawToken(Float64Array.from([-Infinity]), {}, 0.5))).toBe("engine/non-finite");
  });
});

function plainDistribution(logits: readonly number[], { temperature, topK, topP, minP }: Required<Sampling>): Map<number, number> {
  const max = Math.max(...logits);
  const renormalise = (list: [number, number][]) => {
    const total = list.reduce((sum, [, weight]) => sum + weight, 0);
    return list.map(([token, weight]): [number, number] => [token, weight / total]);
  };
  let list = renormalise(logits.map((logit, token): [number, number] => [token, Math.exp((logit - max) / temperature)]));
  list = list.filter(([, p]) => p > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  if (topK > 0) list = renormalise(list.slice(0, topK));
  let sum = 0;
  const reached = list.findIndex(([, p]) => (sum += p) >= topP - 1e-15);
  if (topP < 1 && reached >= 0) list = renormalise(list.slice(0, reached + 1));
  const likeliest = (list[0] as [number, number])[1];
  return new Map(renormalise(list.filter(([, p]) => p >= minP * likeliest)));
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return isPremiseError(error) ? `${error.code}` : "not ours";
  }
  return "no error";
}

describe("requireSampling", () => {
  const request: SampleRequest = { context: [1], maxTokens: 4, seed: 1 };

  it("fills in the defaults", () => {
    expect(requireSampling(request)).toEqual({ temperature: 1, topP: 1, topK: 0, minP: 0 });
  });

  it.each<[string, Partial<SampleRequest>]>([
    ["temperature", { temperature: -0.1 }],
    ["temperature", { temperature: NaN }],
    ["temperature", { temperature: Infinity }],
    ["topP", { topP: 0 }],
    ["topP", { topP: 1.01 }],
    ["topK", { topK: -1 }],
    ["topK", { topK: 1.5 }],
    ["minP", { minP: 1.1 }],
    ["maxTokens", { maxTokens: 0 }],
    ["seed", { seed: -1 }],
    ["seed", { seed: 2 ** 32 }],
    ["n", { n: 0 }],
    ["stop", { stop: ["ok", ""] }],
    ["want.top", { want: { top: -1 } }],
  ])("names %s in its refusal of %j", (parameter, change) => {
    expect(codeOf(() => requireSampling({ ...request, ...change }))).toBe("predictor/invalid-sampling");
    expect(() => requireSampling({ ...request, ...change })).toThrow(parameter);
  });
});
