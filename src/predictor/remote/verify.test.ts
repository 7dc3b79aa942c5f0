import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Sampling } from "../predictor.ts";
import { isOrderFree, sampledLogprob } from "./verify.ts";

const plain: Required<Sampling> = { temperature: 1, topP: 1, topK: 0, minP: 0 };
const ranked = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 2, maxLength: 12 }).map((weights) => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.log(weight / total)).sort((a, b) => b - a);
});
const settings = fc.oneof(
  fc.record({ temperature: fc.double({ min: 0.2, max: 3, noNaN: true }), topK: fc.nat(12) }),
  fc.record({ topP: fc.double({ min: 0.05, max: 1, noNaN: true }), topK: fc.nat(12) }),
  fc.record({ minP: fc.double({ min: 0, max: 1, noNaN: true }), topK: fc.nat(12) }),
);

/** The plainest way: each step on a whole list, renormalised. */
function exact(row: readonly number[], { temperature, topK, topP, minP }: Required<Sampling>): number[] {
  const normalise = (list: number[]): number[] => list.map((p) => p / list.reduce((sum, each) => sum + each, 0));
  let kept = normalise(row.map((logprob) => Math.exp(logprob / temperature)));
  if (topK > 0) kept = normalise(kept.slice(0, topK));
  let mass = 0;
  const reached = kept.findIndex((p) => (mass += p) >= topP);
  if (topP < 1 && reached >= 0) kept = normalise(kept.slice(0, reached + 1));
  return normalise(kept.filter((p) => p >= minP * (kept[0] ?? 0)));
}

describe("what was drawn from", () => {
  it("is known exactly from a whole row", () => {
    fc.assert(fc.property(ranked, settings, (row, change) => {
      const sampling = { ...plain, ...change };
      for (const [i, p] of exact(row, sampling).entries()) expect(sampledLogprob(row[i] ?? 0, row, true, sampling)).toBeCloseTo(Math.log(p), 6);
    }));
  });

  it("is known from the likeliest tokens alone just as well, or not at all", () => {
    let known = 0;
    fc.assert(fc.property(ranked, settings, fc.integer({ min: 1, max: 12 }), (row, change, count) => {
      const sampling = { ...plain, ...change };
      const found = sampledLogprob(row[0] ?? 0, row.slice(0, count), false, sampling);
      if (found === null) return;
      known++;
      expect(found).toBeCloseTo(Math.log(exact(row, sampling)[0] ?? 0), 6);
    }));
    expect(known).toBeGreaterThan(10);
  });

  it("is certain at temperature 0 and top-k 1, and the model's own where nothing is changed", () => {
    expect(sampledLogprob(-2, [-0.1], false, { ...plain, temperature: 0 })).toBe(0);
    expect(sampledLogprob(-2, [-0.1], false, { ...plain, topK: 1 })).toBe(0);
    expect(sampledLogprob(-2, [], false, plain)).toBe(-2);
  });

  it("is not known of a tempered row that is not whole", () => {
    expect(sampledLogprob(-2, [-0.1, -3], false, { ...plain, temperature: 0.7 })).toBeNull();
    expect(sampledLogprob(-2, [-0.1, -3], false, { ...plain, topK: 3 })).toBeNull();
    expect(sampledLogprob(-2, [-1, -2], false, { ...plain, topP: 0.99 })).toBeNull();
    expect(sampledLogprob(-2, [-1, -2], false, { ...plain, minP: 0.01 })).toBeNull();
  });
});

it("temperature goes with top-k in any order, not with top-p or min-p, nor these two with each other", () => {
  expect([{ temperature: 0.7, topK: 3 }, { topP: 0.5, topK: 3 }, { minP: 0.5, topK: 3 }, { temperature: 0, topP: 0.5 }].every((change) => isOrderFree({ ...plain, ...change }))).toBe(true);
  expect([{ temperature: 0.7, topP: 0.5 }, { temperature: 0.7, minP: 0.5 }, { topP: 0.5, minP: 0.1 }].some((change) => isOrderFree({ ...plain, ...change }))).toBe(false);
});
