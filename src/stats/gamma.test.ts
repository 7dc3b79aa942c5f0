import { describe, expect, it } from "vitest";
import { logGamma, lowerGamma, upperGamma } from "./gamma.ts";

describe("logGamma", () => {
  // Values of C's lgamma.
  it.each([
    [0.5, 0.5723649429247004],
    [1, 0],
    [1.5, -0.12078223763524543],
    [5, 3.178053830347945],
    [30.25, 72.104204742008],
    [1e5, 1051287.7089736566],
  ])("of %d", (x, expected) => {
    expect(Math.abs(logGamma(x) - expected)).toBeLessThan(1e-13 * Math.max(1, Math.abs(expected)));
  });
});

describe("incomplete gamma", () => {
  it("Q(1, x) = e^-x and Q(2, x) = (1 + x) e^-x", () => {
    for (const x of [0, 0.1, 1, 1.9, 2.1, 5, 30, 300]) {
      expect(upperGamma(1, x) / Math.exp(-x)).toBeCloseTo(1, 12);
      expect(upperGamma(2, x) / ((1 + x) * Math.exp(-x))).toBeCloseTo(1, 12);
      expect(lowerGamma(2, x) + upperGamma(2, x)).toBeCloseTo(1, 14);
    }
  });

  it("its ends", () => {
    expect([upperGamma(3, 0), lowerGamma(3, 0), upperGamma(3, Infinity), lowerGamma(3, Infinity)]).toEqual([1, 0, 0, 1]);
  });
});
