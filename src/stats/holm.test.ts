import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjustHolm } from "./holm.ts";

describe("adjustHolm", () => {
  it("keeps the order given", () => {
    // By hand: 0.01 x 4, 0.02 x 3, 0.03 x 2, then 0.04 held up to 0.06.
    const adjusted = adjustHolm([0.04, 0.01, 0.03, 0.02]);
    [0.06, 0.04, 0.06, 0.06].forEach((p, i) => expect(adjusted[i]).toBeCloseTo(p, 12));
    expect(adjustHolm([0.6, 0.7])).toEqual([1, 1]);
    expect(adjustHolm([])).toEqual([]);
  });

  it("refuses what is no p-value, which would decide about the others too", () => {
    for (const bad of [NaN, -0.1, 1.1, Infinity]) expect(() => adjustHolm([0.01, bad, 0.02])).toThrow(`${bad} is no p-value`);
  });

  it("lies between the p-value and Bonferroni's, and is monotone", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 }), (p) => {
        const adjusted = adjustHolm(p);
        p.forEach((value, i) => {
          expect(adjusted[i]).toBeGreaterThanOrEqual(value);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, value * p.length) + 1e-15);
          p.forEach((other, j) => value < other && expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] as number));
        });
      }),
    );
  });
});
