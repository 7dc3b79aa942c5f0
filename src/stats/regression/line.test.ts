import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitLine, lineLogLikelihood } from "./line.ts";

describe("fitLine", () => {
  it("by hand: two places with known shares", () => {
    // 1 of 4 at x = 0 and 3 of 4 at x = 2, so the log-odds go from -ln 3 to ln 3.
    const fit = fitLine([0, 0, 0, 0, 2, 2, 2, 2], [1, 0, 0, 0, 1, 1, 1, 0], { intercept: 0, slope: 1 });
    expect(fit.intercept).toBeCloseTo(-Math.log(3), 10);
    expect(fit.slope).toBeCloseTo(Math.log(3), 10);
    expect(fit.logLikelihood).toBeCloseTo(2 * Math.log(1 / 4) + 6 * Math.log(3 / 4), 12);
    // Variance of a log-odds is 1 / (4 * 3/16) at either place.
    expect(fit.errors.intercept).toBeCloseTo(Math.sqrt(4 / 3), 8);
    expect(fit.errors.slope).toBeCloseTo(Math.sqrt(8 / 3) / 2, 8);
  });

  it("reaches the same top from any start, at any scale of x, and nothing near is higher", () => {
    const row = fc.tuple(fc.double({ min: -1, max: 1, noNaN: true }), fc.double({ min: 0.001, max: 0.999, noNaN: true }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 30 }), fc.constantFrom(0.01, 1, 30, 700), fc.constantFrom(0, 50, -1e4), (rows, scale, shift) => {
        const x = rows.map(([value]) => value * scale + shift);
        const targets = rows.map(([, target]) => target);
        fc.pre(Math.max(...x) - Math.min(...x) > scale / 10);
        const fit = fitLine(x, targets, { intercept: 0, slope: 1 });
        expect(fitLine(x, targets, { intercept: 0.3, slope: 0 }).logLikelihood).toBeCloseTo(fit.logLikelihood, 8);
        for (const [a, b] of [[0.01, 0], [-0.01, 0], [0, 0.01 / scale], [0, -0.01 / scale]] as const) {
          expect(lineLogLikelihood(x, targets, { intercept: fit.intercept + a, slope: fit.slope + b })).toBeLessThanOrEqual(fit.logLikelihood + 1e-9);
        }
      }),
    );
  });

  it("finds a steep stretch of three points among some that spread far", () => {
    const x = [-27.4, -0.341, -30.4, 8.5, 6.3, -0.2596, -20.9, 30.2, 35.6, -0.2635];
    const fit = fitLine(x, [1, 1, 1, 0, 0, 1, 1, 0, 0, 0], { intercept: 0, slope: 1 });
    // mpmath's findroot of the two score equations, 40 digits.
    expect(fit.intercept).toBeCloseTo(-11.7569542714348, 5);
    expect(fit.slope).toBeCloseTo(-45.1474298631255, 5);
    expect(fit.logLikelihood).toBeCloseTo(-1.50288358017983, 10);
  });

  it("keeps the log-likelihood of what is all but impossible", () => {
    expect(lineLogLikelihood([900, -900, 50], [0, 1, 1], { intercept: 0, slope: 1 })).toBeCloseTo(-1800, 9);
    // ln P(yes) at log-odds 50 is -e^-50 to all digits.
    expect(lineLogLikelihood([50], [1], { intercept: 0, slope: 1 }) / -Math.exp(-50)).toBeCloseTo(1, 12);
  });

  it("says so when there is no top", () => {
    expect(() => fitLine([1, 1], [0, 0], { intercept: 0, slope: 1 })).toThrow("did not settle");
  });
});
