import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalCdf, normalQuantile } from "./normal.ts";

// Values of Python's statistics.NormalDist.
describe("normal", () => {
  it.each([
    [1.96, 0.9750021048517796],
    [-1, 0.15865525393145707],
    [3, 0.9986501019683699],
    [0, 0.5],
  ])("cdf of %d", (z, p) => {
    expect(normalCdf(z)).toBeCloseTo(p, 13);
  });

  it("keeps the far tail", () => {
    // Mills' ratio: the tail at 8 is pdf(8) / 8 (1 - 1/64 + 3/64^2 - ...) = 6.2209605742717e-16.
    expect(normalCdf(-8) / 6.22096057427178e-16).toBeCloseTo(1, 10);
  });

  it.each([
    [0.975, 1.9599639845400536],
    [0.9, 1.2815515655446008],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
    [0.5, 0],
  ])("quantile of %d", (p, z) => {
    expect(normalQuantile(p)).toBeCloseTo(z, 11);
  });

  it("the ends, and beyond", () => {
    expect([normalQuantile(0), normalQuantile(1), normalQuantile(-0.1), normalQuantile(1.1)]).toEqual([-Infinity, Infinity, NaN, NaN]);
  });

  it("quantile inverts cdf", () => {
    fc.assert(
      fc.property(fc.double({ min: -7, max: 4, noNaN: true }), (z) => {
        expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8);
      }),
    );
  });
});
