import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { log1mExp, logMeanExp, logSumExp, softmax, toLogOdds, toProbability } from "./log-space.ts";

describe("log-space sums", () => {
  it("handle what would overflow and what is impossible", () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.LN2, 12);
    expect(logSumExp([-1000, -1000])).toBeCloseTo(-1000 + Math.LN2, 12);
    expect(logSumExp([-Infinity, 3])).toBe(3);
    expect(logSumExp([-Infinity, -Infinity])).toBe(-Infinity);
    expect(logSumExp([])).toBe(-Infinity);
    expect(logSumExp([NaN, 1])).toBeNaN();
    expect(logMeanExp([0, -Infinity])).toBeCloseTo(-Math.LN2, 12);
    expect(() => logMeanExp([])).toThrow("no values");
  });

  it("softmax sums to 1 and keeps the differences", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -700, max: 700, noNaN: true }), { minLength: 1, maxLength: 20 }), (values) => {
        const p = softmax(values);
        expect(p.reduce((sum, x) => sum + x, 0)).toBeCloseTo(1, 10);
        const largest = Math.max(...values);
        const direct = values.map((value) => Math.exp(value - largest));
        const total = direct.reduce((sum, x) => sum + x, 0);
        direct.forEach((weight, i) => expect(p[i]).toBeCloseTo(weight / total, 10));
      }),
    );
    expect([...softmax([-21.19326946619305, -21.19326946619305])]).toEqual([0.5, 0.5]);
    expect([...softmax([-1e6])]).toEqual([1]);
    expect([...softmax([-Infinity, 0, 0])]).toEqual([0, 0.5, 0.5]);
    expect(() => softmax([-Infinity])).toThrow("softmax");
  });

  it("log1mExp keeps its digits at both ends", () => {
    // ln(1 - e^-1e-20) = ln(1e-20); ln(1 - e^-50) = -e^-50 to all digits.
    expect(log1mExp(-1e-20)).toBeCloseTo(Math.log(1e-20), 10);
    expect(log1mExp(-50) / -Math.exp(-50)).toBeCloseTo(1, 12);
    expect(log1mExp(-Math.LN2)).toBeCloseTo(-Math.LN2, 15);
    expect(log1mExp(0)).toBe(-Infinity);
    expect(log1mExp(-Infinity)).toBeCloseTo(0, 15);
    expect(log1mExp(0.1)).toBeNaN();
  });

  it("log odds and probabilities are each other's inverse, also at the ends", () => {
    for (const [p, logOdds] of [[0.5, 0], [0.9, 2.1972245773362196], [1e-12, -27.63102111592755]] as const) {
      expect(toLogOdds(p)).toBeCloseTo(logOdds, 12);
      expect(toProbability(logOdds) / p).toBeCloseTo(1, 12);
    }
    expect([toLogOdds(0), toLogOdds(1)]).toEqual([-Infinity, Infinity]);
    expect([toProbability(-Infinity), toProbability(Infinity), toProbability(-800)]).toEqual([0, 1, 0]);
  });
});
