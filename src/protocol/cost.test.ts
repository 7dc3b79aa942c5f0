import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addCost, noCost, sumCosts } from "./cost.ts";
import type { Cost } from "./results.ts";

const money = fc.option(fc.record({ amount: fc.nat(1000), currency: fc.constant("EUR") }));
const costs: fc.Arbitrary<Cost> = fc.record({
  promptTokens: fc.nat(1e6),
  cachedTokens: fc.nat(1e6),
  scoredTokens: fc.nat(1e6),
  generatedTokens: fc.nat(1e6),
  calls: fc.nat(1000),
  seconds: fc.nat(1e4),
  peakBytes: fc.option(fc.nat(1e9)),
  money,
});

describe("addCost", () => {
  it("adds counts, keeps the larger peak", () => {
    const a: Cost = { ...noCost, promptTokens: 3, calls: 1, peakBytes: 5, money: { amount: 1, currency: "EUR" } };
    const b: Cost = { ...noCost, promptTokens: 4, calls: 2, peakBytes: 2, money: { amount: 2, currency: "EUR" } };
    expect(addCost(a, b)).toEqual({ ...noCost, promptTokens: 7, calls: 3, peakBytes: 5, money: { amount: 3, currency: "EUR" } });
  });

  it("has noCost as its zero", () => {
    fc.assert(fc.property(costs, (cost) => {
      expect(addCost(cost, noCost)).toEqual(cost);
      expect(addCost(noCost, cost)).toEqual(cost);
    }));
  });

  it("depends neither on the order nor on the grouping, within one currency", () => {
    fc.assert(
      fc.property(costs, costs, costs, (a, b, c) => {
        expect(addCost(a, b)).toEqual(addCost(b, a));
        expect(addCost(addCost(a, b), c)).toEqual(addCost(a, addCost(b, c)));
        expect(sumCosts([a, b, c])).toEqual(addCost(addCost(a, b), c));
      }),
    );
  });

  it("never makes an unknown peak or price zero", () => {
    expect(sumCosts([])).toEqual(noCost);
    expect(sumCosts([noCost, noCost])).toMatchObject({ peakBytes: null, money: null });
    expect(addCost({ ...noCost, peakBytes: 0 }, noCost).peakBytes).toBe(0);
  });

  it("never adds two currencies", () => {
    const price = (currency: string): Cost => ({ ...noCost, money: { amount: 1, currency } });
    expect(addCost(price("EUR"), price("USD")).money).toBeNull();
  });
});
