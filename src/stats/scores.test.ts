import { describe, expect, it } from "vitest";
import { accuracy, brierScore, brierScoreBinary, logScore } from "./scores.ts";

describe("scores", () => {
  it("Brier, by hand", () => {
    // (0.7 - 1)^2 + 0.2^2 + 0.1^2
    expect(brierScore([0.7, 0.2, 0.1], 0)).toBeCloseTo(0.14, 12);
    expect(brierScore([1, 0], 1)).toBe(2);
    expect(brierScoreBinary(0.7, true)).toBeCloseTo(0.09, 12);
    expect(brierScore([0.7, 0.3], 0)).toBeCloseTo(2 * brierScoreBinary(0.7, true), 12);
  });

  it("log score in nats", () => {
    expect(logScore([0.25, 0.75], 0)).toBeCloseTo(-2 * Math.LN2, 12);
    expect(logScore([0, 1], 0)).toBe(-Infinity);
    expect(logScore([1], 0)).toBe(0);
  });

  it("accuracy shares a tie, and knows no NaN", () => {
    expect(accuracy([0.2, 0.8], 1)).toBe(1);
    expect(accuracy([0.2, 0.8], 0)).toBe(0);
    expect(accuracy([0.4, 0.4, 0.2], 1)).toBe(0.5);
    expect(accuracy([0.25, 0.25, 0.25, 0.25], 3)).toBe(0.25);
    expect(accuracy([NaN, 1], 1)).toBeNaN();
    expect(accuracy([NaN, 1], 0)).toBeNaN();
  });

  it("refuses an answer that is none", () => {
    expect(() => brierScore([0.5, 0.5], 2)).toThrow("answer 2 of 2");
    expect(() => logScore([], 0)).toThrow("answer 0 of 0");
  });
});
