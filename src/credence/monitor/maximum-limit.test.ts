import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { findAlarm, fitMaximumLimit, type MaximumLimit, type WatchedRun } from "./maximum-limit.ts";

const single = (n: number): WatchedRun[] => Array.from({ length: n }, (_, i) => ({ text: `t${i}`, looks: [(i * 7919) % n] }));
function fit(runs: readonly WatchedRun[], alpha: number, confidence = 0.95): MaximumLimit {
  const fitted = fitMaximumLimit(runs, { alpha, confidence });
  if (isCannotMeasure(fitted)) throw new Error(fitted.reason);
  return fitted;
}

describe("fitMaximumLimit", () => {
  // Counts from scipy.stats.binom.cdf: the most m with P(Bin(n, alpha) <= m) <= 1 - confidence.
  it.each([
    [59, 0.05, 0.95, 0],
    [93, 0.05, 0.95, 1],
    [200, 0.05, 0.95, 4],
    [1000, 0.05, 0.95, 38],
    [500, 0.01, 0.95, 1],
    [459, 0.01, 0.99, 0],
    [300, 0.1, 0.9, 22],
  ])("of %d texts for alpha %d with confidence %d leaves %d above", (n, alpha, confidence, exceeding) => {
    expect(fit(single(n), alpha, confidence)).toEqual({ kind: "measured", limit: n - 1 - exceeding, alpha, confidence, texts: n, exceeding, looks: 1 });
  });

  it("refuses too few texts, however many runs they have", () => {
    expect(fitMaximumLimit(single(58), { alpha: 0.05 })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitMaximumLimit(single(458), { alpha: 0.01, confidence: 0.99 })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitMaximumLimit(Array.from({ length: 500 }, (_, i) => ({ text: `t${i % 20}`, looks: [i] })), { alpha: 0.05 })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitMaximumLimit([], { alpha: 0.05 })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitMaximumLimit([...single(100), { text: "silent", looks: [] }], { alpha: 0.05 })).toEqual(cannotMeasure("cannot-measure/too-few"));
  });

  it("counts a text once, with the greatest look of all its runs", () => {
    const runs = Array.from({ length: 59 }, (_, i): WatchedRun[] => [{ text: `t${i}`, looks: [0, i === 3 ? 9 : 1, 0] }, { text: `t${i}`, looks: [i === 5 ? 7 : 2] }]).flat();
    expect(fit(runs, 0.05)).toMatchObject({ limit: 9, texts: 59, looks: 3 });
  });

  it("says how many exceed it where values tie", () => {
    expect(fit(Array.from({ length: 200 }, (_, i) => ({ text: `t${i}`, looks: [i < 150 ? 0 : 1] })), 0.05)).toMatchObject({ limit: 1, exceeding: 0 });
  });

  it("keeps its promise in the stated share of calibrations", () => {
    // Uniform looks, 20 a run: P(a new maximum > limit) = 1 - limit^20, so each fit's rate is known exactly.
    const random = createRandom(11);
    const fits = 400;
    let kept = 0;
    for (let i = 0; i < fits; i++) {
      const { limit } = fit(Array.from({ length: 200 }, (_, text) => ({ text: `t${text}`, looks: Array.from({ length: 20 }, () => random.uniform()) })), 0.05);
      kept += 1 - limit ** 20 <= 0.05 ? 1 : 0;
    }
    // scipy: 1 - binom.cdf(4, 200, 0.05) = 0.97355; three standard errors of 400 fits are 0.024.
    expect(Math.abs(kept / fits - 0.97355)).toBeLessThan(0.024);
  });

  it("refuses what is no number, and a promise that is none", () => {
    for (const bad of [NaN, Infinity, -Infinity]) expect(fitMaximumLimit([...single(100), { text: "bad", looks: [0, bad] }], { alpha: 0.05 })).toEqual(cannotMeasure("cannot-measure/not-finite"));
    for (const alpha of [0, 1, NaN]) expect(() => fitMaximumLimit(single(100), { alpha })).toThrow(expect.objectContaining({ code: "internal" }) as Error);
  });
});

describe("findAlarm", () => {
  const limit: MaximumLimit = { kind: "measured", limit: 0.5, alpha: 0.05, confidence: 0.95, texts: 100, exceeding: 1, looks: 4 };

  it("names the first look above the limit; at the limit is not above", () => {
    expect(findAlarm(limit, [0.1, 0.5, 0.6, 0.9])).toEqual({ kind: "measured", look: 3 });
    expect(findAlarm(limit, [0.1, 0.5])).toEqual({ kind: "measured", look: null });
    expect(findAlarm(limit, [])).toEqual({ kind: "measured", look: null });
  });

  it("refuses a longer run than it knows, and what is no number", () => {
    expect(findAlarm(limit, [0, 0, 0, 0, 0])).toEqual(cannotMeasure("cannot-measure/unlike-calibration"));
    expect(findAlarm(limit, [0, NaN])).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });
});
