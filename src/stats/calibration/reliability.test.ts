import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binEqualMass, reliabilityBins } from "./reliability.ts";

describe("binEqualMass", () => {
  it("fills bins alike, and keeps equal probabilities together", () => {
    expect([...binEqualMass([0.1, 0.9, 0.2, 0.8, 0.3, 0.7], 3)]).toEqual([0, 2, 0, 2, 1, 1]);
    expect([...binEqualMass([0.5, 0.5, 0.5, 0.5, 0.9, 0.1], 3)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...binEqualMass([0, 0, 0, 1, 1, 1, 1, 0.5, 0.4], 3)]).toEqual([0, 0, 0, 2, 2, 2, 2, 1, 1]);
    expect([...binEqualMass([0.3], 5), ...binEqualMass([], 5)]).toEqual([0]);
    for (const bins of [0, -1, 1.5, NaN]) expect(() => binEqualMass([0.5], bins)).toThrow(`${bins} bins`);
  });

  it("never splits equal ones, never falls, and leaves no bin with fewer than two", () => {
    const values = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.25, 1)), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 12 }), (probabilities, bins) => {
        const binOf = binEqualMass(probabilities, bins);
        const order = probabilities.map((p, i) => ({ p, bin: binOf[i] as number })).sort((a, b) => a.p - b.p || a.bin - b.bin);
        order.slice(1).forEach((row, i) => {
          const before = order[i] as { p: number; bin: number };
          expect(row.bin - before.bin).toBeGreaterThanOrEqual(0);
          expect(row.bin - before.bin).toBeLessThanOrEqual(row.p === before.p ? 0 : 1);
        });
        const sizes = [...Map.groupBy(order, (row) => row.bin).values()].map((group) => group.length);
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
        expect(sizes.length).toBeLessThanOrEqual(bins);
      }),
    );
  });
});

describe("reliabilityBins", () => {
  it("by hand", () => {
    const bins = reliabilityBins([0.1, 0.9, 0.2, 0.8], [false, true, true, true], 2);
    expect(bins).toMatchObject([
      { low: 0.1, high: 0.2, meanProbability: expect.closeTo(0.15, 12), frequency: { value: 0.5, n: 2, method: "wilson" } },
      { low: 0.8, high: 0.9, meanProbability: expect.closeTo(0.85, 12), frequency: { value: 1, n: 2 } },
    ]);
    expect(reliabilityBins([], [])).toEqual([]);
  });

  it("refuses what are no forecasts", () => {
    expect(() => reliabilityBins([0.1], [])).toThrow("1 probabilities for 0 outcomes");
    for (const bad of [-0.1, 1.1, NaN]) expect(() => reliabilityBins([bad], [true])).toThrow(`${bad} is no probability`);
  });
});
