import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { calibrationNullBand, estimateCalibrationError, type CalibrationError } from "./calibration-error.ts";

function measured<T>(value: T | CannotMeasure): T {
  if (isCannotMeasure(value)) throw new Error(value.reason);
  return value;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

const x = Array.from({ length: 300 }, (_, i) => 6 * Math.sin(i * 0.9));
const probabilities = x.map((each) => sigmoid(each / 2));
const outcomes = x.map((each, i) => ((i * 7919 + 13) % 101) / 101 < sigmoid(each / 4 + 0.2));

/** Stated log-odds uniform on (-spread, spread), of which each nat is worth `slope`. */
function simulate(n: number, slope: number, seed: number, spread = 4): CalibrationError {
  const random = createRandom(seed);
  const logOdds = Array.from({ length: n }, () => spread * (2 * random.uniform() - 1));
  const drawn = logOdds.map((each) => random.uniform() < sigmoid(slope * each));
  return measured(estimateCalibrationError(logOdds.map(sigmoid), drawn, random, { replicates: 100 }));
}

describe("estimateCalibrationError", () => {
  it("agrees with numpy", () => {
    const error = measured(estimateCalibrationError(probabilities, outcomes, createRandom(1), { replicates: 8000 }));
    // The formulas over ten bins of 30, and 200,000 redrawn sets of outcomes, in numpy.
    expect(error.plugIn).toBeCloseTo(0.1289346623588647, 12);
    expect(error.squared.value).toBeCloseTo(0.01434885791059096, 12);
    expect(Math.abs(error.absolute.value - (0.1289346623588647 - 0.04854512644080316))).toBeLessThan(6e-4);
    expect(error.absolute).toMatchObject({ n: 300, level: 0.95, method: "equal-mass-l1-debiased", seed: 1 });
    expect(error).toMatchObject({ isInside: false, p: 1 / 8001, band: { bins: 10, n: 300, replicates: 8000, method: "redrawn-outcomes" } });
  });

  it("the null band agrees with numpy, and needs no outcomes", () => {
    const band = measured(calibrationNullBand(probabilities, createRandom(2), { replicates: 8000 }));
    expect(Math.abs(band.absolute.mean - 0.04854512644080316)).toBeLessThan(6e-4);
    expect(Math.abs(band.absolute.upper - 0.06957305484520132)).toBeLessThan(1.5e-3);
    expect(Math.abs(band.squared.mean)).toBeLessThan(1e-4);
    expect(Math.abs(band.squared.upper - 0.003962995240465477)).toBeLessThan(3e-4);
    expect(measured(estimateCalibrationError(probabilities, outcomes, createRandom(2), { replicates: 8000 })).band).toEqual(band);
  });

  it("right probabilities leave the band no more often than its level says, and average 0", () => {
    for (const spread of [2, 60]) {
      const errors = Array.from({ length: 120 }, (_, trial) => simulate(300, 1, trial, spread));
      const rate = (is: (error: CalibrationError) => boolean): number => errors.filter(is).length / errors.length;
      // 5 % within 3 standard errors.
      expect(rate((error) => !error.isInside), `spread ${spread}`).toBeLessThan(0.115);
      expect(rate((error) => error.p <= 0.05), `spread ${spread}`).toBeLessThan(0.115);
      expect(rate((error) => error.absolute.interval[0] === 0)).toBeGreaterThan(0.925);
      const mean = (of: (error: CalibrationError) => number): number => errors.reduce((sum, error) => sum + of(error), 0) / errors.length;
      expect(Math.abs(mean((error) => error.absolute.value))).toBeLessThan(0.004);
      expect(Math.abs(mean((error) => error.squared.value))).toBeLessThan(0.0005);
    }
  });

  it("wrong ones leave it, and the intervals hold the true error", () => {
    // True errors of slope 0.4 by numeric integration, below.
    const [l1, l2] = trueError(0.4, 4, 10);
    const errors = Array.from({ length: 40 }, (_, trial) => simulate(1000, 0.4, trial));
    expect(errors.filter((error) => error.isInside)).toHaveLength(0);
    expect(errors.filter(({ absolute: { interval } }) => interval[0] <= l1 && l1 <= interval[1]).length).toBeGreaterThan(36);
    expect(errors.filter(({ squared: { interval } }) => interval[0] <= l2 && l2 <= interval[1]).length).toBeGreaterThan(36);
    errors.forEach(({ absolute: { value, interval } }) => expect(interval[0] <= value && value <= interval[1]).toBe(true));
    expect(Math.abs(errors.reduce((sum, { squared }) => sum + squared.value / 40, 0) / l2 - 1)).toBeLessThan(0.05);
  });

  it("an outcome that was called impossible is not overlooked", () => {
    const stated = Array.from({ length: 100 }, (_, i) => (i < 50 ? 1e-12 : 0.5));
    const error = measured(estimateCalibrationError(stated, stated.map((p, i) => (p < 0.1 ? i < 12 : i % 2 === 0)), createRandom(3), { bins: 2 }));
    expect(error.isInside).toBe(false);
    expect(error.absolute.interval[1]).toBeGreaterThan(0.12);
  });

  it("says what it cannot measure", () => {
    expect(estimateCalibrationError([0.1, 0.2], [true, false], createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(calibrationNullBand([], createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(calibrationNullBand(Array<number>(40).fill(1), createRandom(1))).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(() => calibrationNullBand([NaN], createRandom(1))).toThrow("NaN is no probability");
    expect(() => calibrationNullBand(probabilities, createRandom(1), { replicates: 1 })).toThrow("1 replicates");
    expect(() => calibrationNullBand(probabilities, createRandom(1), { level: 0 })).toThrow("level 0");
  });
});

/** Mean |stated - true| and mean square over bins, log-odds uniform on (-spread, spread). */
function trueError(slope: number, spread: number, bins: number): [number, number] {
  const steps = 2000;
  const gaps = Array.from({ length: bins }, (_, bin) => {
    const at = (step: number): number => spread * (2 * ((bin + (step + 0.5) / steps) / bins) - 1);
    return Array.from({ length: steps }, (_, step) => sigmoid(at(step)) - sigmoid(slope * at(step))).reduce((sum, gap) => sum + gap / steps, 0);
  });
  return [gaps.reduce((sum, gap) => sum + Math.abs(gap) / bins, 0), gaps.reduce((sum, gap) => sum + gap ** 2 / bins, 0)];
}
