import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import { createRandom, type Random } from "../../random/seeded.ts";
import { testCalibration, type CalibrationTest, type CalibrationTestOptions } from "./recalibration.ts";

function test(logOdds: readonly number[], outcomes: readonly boolean[], options: CalibrationTestOptions = {}): CalibrationTest {
  const result = testCalibration(logOdds, outcomes, options);
  if (isCannotMeasure(result)) throw new Error(result.reason);
  return result;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function expectInterval(estimate: Estimate | CannotMeasure, value: number, low: number, high: number) {
  if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
  expect(estimate).toMatchObject({ n: 60, level: 0.95, method: "maximum-likelihood-wald", seed: null });
  [estimate.value, ...estimate.interval].forEach((each, i) => expect(each).toBeCloseTo([value, low, high][i] as number, 6));
}

/** Stated log-odds, normal with this standard deviation. */
function drawLogOdds(n: number, deviation: number, random: Random): number[] {
  return Array.from({ length: n }, () => deviation * Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()));
}

/** The p of simulated sets, where a stated nat is worth `slope` and all are off by `shift`. */
function simulate(trials: number, n: number, deviation: number, { slope = 1, shift = 0, redrawn = false } = {}): number[] {
  const random = createRandom(n + Math.round(deviation));
  return Array.from({ length: trials }, () => {
    const logOdds = drawLogOdds(n, deviation, random);
    const outcomes = logOdds.map((each) => random.uniform() < sigmoid(slope * each + shift));
    return test(logOdds, outcomes, redrawn ? { random, replicates: 99 } : {}).p;
  });
}

function shareAtMost(level: number, ps: readonly number[]): number {
  return ps.filter((p) => p <= level).length / ps.length;
}

describe("testCalibration", () => {
  it("agrees with statsmodels", () => {
    const logOdds = Array.from({ length: 60 }, (_, i) => 6 * Math.sin(i * 1.7));
    const outcomes = logOdds.map((each, i) => ((i * 7919 + 13) % 101) / 101 < sigmoid(0.6 * each + 0.3));
    expect(outcomes.filter(Boolean)).toHaveLength(34);
    const result = test(logOdds, outcomes);
    // statsmodels 0.15.0: Logit(y, add_constant(x)).fit(), conf_int(), llf against the sum of scipy's log_expit; stats.chi2.sf.
    expectInterval(result.intercept, 0.99213769, -0.11225456, 2.09652994);
    expectInterval(result.slope, 0.85264744, 0.41857692, 1.28671796);
    expect(result.statistic).toBeCloseTo(5.4249240768391935, 8);
    expect(result.p).toBeCloseTo(0.0663731920360277, 9);
    expect(result.information).toBeCloseTo(3.4460476430580367, 10);
    expect(result).toMatchObject({ degrees: 2, n: 60, method: "cox-likelihood-ratio", seed: null });
  });

  it.each([
    [1000, 0.3],
    [300, 2],
    [1000, 30],
  ])("rejects %d calibrated log-odds of deviation %d no more often than its level says", (n, deviation) => {
    // 5 % and 1 % within 3.5 standard errors.
    const ps = simulate(400, n, deviation);
    expect(shareAtMost(0.05, ps)).toBeLessThan(0.088);
    expect(shareAtMost(0.01, ps)).toBeLessThan(0.028);
  });

  it("holds its level with hardly any information when outcomes are redrawn", () => {
    const rate = shareAtMost(0.05, simulate(150, 60, 20, { redrawn: true }));
    expect(rate).toBeLessThan(0.113);
    expect(rate).toBeGreaterThan(0.005);
  });

  it("rejects planted miscalibration: too sure, too unsure, shifted", () => {
    expect(shareAtMost(0.01, simulate(40, 1000, 3, { slope: 0.7 }))).toBe(1);
    expect(shareAtMost(0.01, simulate(40, 1000, 3, { slope: 1.5 }))).toBe(1);
    expect(shareAtMost(0.01, simulate(40, 1000, 3, { shift: 0.6 }))).toBeGreaterThan(0.95);
    expect(shareAtMost(0.01, simulate(20, 200, 3, { slope: 0.5, redrawn: true }))).toBeGreaterThan(0.9);
  });

  it("one impossible outcome among extreme log-odds is enough", () => {
    const logOdds = Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 300 : -300) + i);
    const right = logOdds.map((each) => each > 0);
    expect(test(logOdds, right).p).toBeCloseTo(1, 10);
    expect(test(logOdds, right.map((each, i) => (i === 7 ? !each : each))).p).toBeLessThan(1e-20);
    expect(test(logOdds.map((each) => each * 100), right.map((each, i) => (i === 7 ? !each : each))).p).toBe(0);
  });

  it("separated outcomes: no line, but the likelihood that lines approach", () => {
    const none = cannotMeasure("cannot-measure/no-variation");
    // At log-odds 2 and -2 each outcome has probability e^2 / (1 + e^2); the best line makes them certain.
    const separated = test([2, -2, 2, -2, 2], [true, false, true, false, true]);
    expect(separated).toMatchObject({ intercept: none, slope: none, statistic: expect.closeTo(10 * Math.log1p(Math.exp(-2)), 12) });
    // On the border at 0 one of two is a yes: 2 ln 2 nats are left, which log-odds of 0 have too.
    expect(test([0, 0, 3, -3], [true, false, true, false]).statistic).toBeCloseTo(4 * Math.log1p(Math.exp(-3)), 12);
    // The wrong way round, and all of one kind.
    expect(test([5, -5], [false, true]).statistic).toBeCloseTo(4 * (5 + Math.log1p(Math.exp(-5))), 12);
    expect(test([40, 50], [true, true]).p).toBeCloseTo(1, 10);
    expect(test([-40, -50], [true, true]).p).toBeLessThan(1e-38);
  });

  it("redraws the same for the same seed", () => {
    const logOdds = drawLogOdds(50, 2, createRandom(1));
    const outcomes = logOdds.map((each) => each > 0.4);
    const once = test(logOdds, outcomes, { random: createRandom(8) });
    expect(once).toMatchObject({ method: "cox-likelihood-ratio-redrawn", seed: 8 });
    expect(test(logOdds, outcomes, { random: createRandom(8) })).toEqual(once);
  });

  it("says what it cannot measure", () => {
    expect(testCalibration([1], [true])).toEqual(cannotMeasure("cannot-measure/too-few"));
    for (const bad of [NaN, Infinity]) expect(testCalibration([1, bad], [true, false])).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(testCalibration([1, 1], [true, false])).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(() => testCalibration([1], [])).toThrow("1 log-odds for 0 outcomes");
    expect(() => testCalibration([1, 2], [true, false], { level: 7 })).toThrow("level 7");
  });
});
