import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaQuantile, binomialCdf, incompleteBeta } from "./beta.ts";

// Values of scipy 1.17.1: special.betainc, stats.binom.cdf.
describe("incompleteBeta", () => {
  it.each([
    [0.3, 2, 5, 0.5798250000000003],
    [0.001, 0.5, 0.5, 0.020135041633377492],
    [0.5, 200, 210, 0.6894852134274166],
    [0.999, 30, 1.5, 0.9961107316148197],
    [1e-8, 3, 4, 1.9999999549999994e-23],
    [0.02, 1e4, 5e5, 0.9777889220148669],
  ])("at %d of (%d, %d)", (x, a, b, expected) => {
    expect(incompleteBeta(x, a, b) / expected).toBeCloseTo(1, 9);
  });

  it("its ends, and x for (1, 1)", () => {
    expect([0, -1, 1, 2].map((x) => incompleteBeta(x, 2, 3))).toEqual([0, 0, 1, 1]);
    expect(incompleteBeta(0.37, 1, 1)).toBeCloseTo(0.37, 14);
  });

  it("the quantile inverts it", () => {
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
    const shape = fc.double({ min: 1, max: 400, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), shape, shape, (p, a, b) => {
        expect(incompleteBeta(betaQuantile(p, a, b), a, b)).toBeCloseTo(p, 8);
      }),
    );
  });
});

describe("binomialCdf", () => {
  it.each([
    [3, 10, 0.4, 0.3822806015999999],
    [57, 59, 0.95, 0.8009172121339472],
    [58, 59, 0.95, 0.9515054747505769],
    [991, 1000, 0.99, 0.668312736800837],
    [-1, 10, 0.4, 0],
    [10, 10, 0.4, 1],
  ])("%d of %d at %d", (k, n, p, expected) => {
    expect(binomialCdf(k, n, p)).toBeCloseTo(expected, 11);
  });
});
