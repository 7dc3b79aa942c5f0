import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure, type CannotMeasure, type Estimate } from "../protocol/results.ts";
import { createRandom } from "../random/seeded.ts";
import { bootstrapClusterMean, bootstrapPairedDifference, bootstrapStatistic, meanOf, quantile } from "./bootstrap.ts";
import { estimateMean } from "./estimate.ts";

function measured(estimate: Estimate | CannotMeasure): Estimate {
  if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
  return estimate;
}

// The survival days of the mice in Efron & Tibshirani, An Introduction to the Bootstrap, table 2.1.
const treated = [94, 197, 16, 38, 99, 141, 23];
const control = [52, 104, 146, 10, 51, 30, 40, 27, 46];
const many = { resamples: 40_000 };

/** Reference ends from 2,000,000 resamples in numpy. */
function expectInterval(estimate: Estimate, low: number, high: number, within: number) {
  expect(Math.abs(estimate.interval[0] - low)).toBeLessThan(within);
  expect(Math.abs(estimate.interval[1] - high)).toBeLessThan(within);
}

describe("bootstrapStatistic", () => {
  it("percentile interval of the mice", () => {
    const estimate = measured(estimateMean(treated, createRandom(1), { ...many, interval: "percentile" }));
    expect(estimate).toMatchObject({ n: 7, level: 0.95, method: "bootstrap-percentile", seed: 1 });
    expect(estimate.value).toBeCloseTo(86.857, 3);
    expectInterval(estimate, 43.571, 134.429, 1.2);
  });

  it("BCa interval of the mice", () => {
    expectInterval(measured(estimateMean(treated, createRandom(2), many)), 46.429, 138.286, 1.5);
    const estimate = measured(estimateMean(control, createRandom(3), many));
    expect(estimate.method).toBe("bootstrap-bca");
    expectInterval(estimate, 36.111, 91.889, 1.2);
  });

  it("agrees with the enumeration of all resamples of three values", () => {
    const estimate = measured(bootstrapStatistic([0, 1, 5], meanOf, createRandom(4), { ...many, level: 0.9, interval: "percentile" }));
    expect(estimate.interval[0]).toBeCloseTo(1 / 3, 10);
    expect(estimate.interval[1]).toBeCloseTo(11 / 3, 10);
  });

  it("is the same for the same seed and not for another", () => {
    const withSeed = (seed: number) => estimateMean(treated, createRandom(seed));
    expect(withSeed(5)).toEqual(withSeed(5));
    expect(withSeed(5)).not.toEqual({ ...measured(withSeed(6)), seed: 5 });
  });

  it("covers the truth about as often as it says", () => {
    const random = createRandom(7);
    let covered = 0;
    for (let trial = 0; trial < 300; trial++) {
      const values = Array.from({ length: 40 }, () => -Math.log(1 - random.uniform()));
      const [low, high] = measured(estimateMean(values, createRandom(trial), { resamples: 400 })).interval;
      if (low <= 1 && 1 <= high) covered++;
    }
    expect(covered / 300).toBeGreaterThan(0.88);
    expect(covered / 300).toBeLessThan(0.99);
  });

  it("says what it cannot measure", () => {
    expect(estimateMean([1], createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(estimateMean([2, 2, 2], createRandom(1))).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(estimateMean([1, 2, -Infinity], createRandom(1))).toEqual(cannotMeasure("cannot-measure/not-finite"));
    expect(estimateMean([1, 2, NaN], createRandom(1))).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });

  it("refuses a level that is no coverage, and too few resamples to see any variation", () => {
    for (const level of [0, 1, 95, -0.5, NaN]) expect(() => estimateMean(treated, createRandom(1), { level })).toThrow(`level ${level}`);
    for (const resamples of [0, 1, -5, 2.5, NaN, Infinity]) expect(() => estimateMean(treated, createRandom(1), { resamples })).toThrow(`${resamples} resamples`);
    expect(measured(estimateMean(treated, createRandom(1), { resamples: 2, level: 0.5 }))).toMatchObject({ level: 0.5 });
  });

  it("names the percentile interval where BCa has none", () => {
    expect(measured(bootstrapStatistic([1, 2, 3], oneSided(), createRandom(1))).method).toBe("bootstrap-percentile");
  });
});

/** A statistic whose first value lies below all its resamples. */
function oneSided(): (units: readonly number[]) => number {
  let first = true;
  return (units) => {
    const value = first ? -100 : meanOf(units);
    first = false;
    return value;
  };
}

describe("paired and clustered", () => {
  it("a paired difference is the mean of the differences, far narrower than the unpaired spread", () => {
    const first = Array.from({ length: 30 }, (_, i) => i * 10 + (i % 3));
    const second = Array.from({ length: 30 }, (_, i) => i * 10);
    const estimate = measured(bootstrapPairedDifference(first, second, createRandom(8)));
    expect(estimate).toMatchObject({ value: 1, n: 30, method: "paired-bootstrap-bca" });
    expect(estimate.interval[0]).toBeGreaterThan(0.6);
    expect(estimate.interval[1]).toBeLessThan(1.4);
    expect(() => bootstrapPairedDifference([1], [], createRandom(1))).toThrow("1 values paired with 0");
  });

  it("resamples whole clusters", () => {
    const groups = [[1, 2, 3], [10], [4, 4], [7, 1, 1, 1], [2], [9, 8]];
    const clusters = groups.flatMap((group, i) => group.map(() => `question ${i}`));
    const estimate = measured(bootstrapClusterMean(groups.flat(), clusters, createRandom(9), { ...many, interval: "percentile" }));
    expect(estimate).toMatchObject({ n: 6, method: "cluster-bootstrap-percentile" });
    expect(estimate.value).toBeCloseTo(53 / 13, 12);
    expectInterval(estimate, 2.4286, 7, 0.1);
  });

  it("copies within a cluster add no certainty, and one cluster is too few", () => {
    const values = treated.flatMap((day) => Array<number>(20).fill(day));
    const clusters = treated.flatMap((_, i) => Array<string>(20).fill(String(i)));
    const clustered = measured(bootstrapClusterMean(values, clusters, createRandom(10), many));
    expectInterval(clustered, 46.429, 138.286, 1.2);
    expect(bootstrapClusterMean([1, 2], ["a", "a"], createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
  });
});

describe("values that differ by nothing but rounding", () => {
  const none = cannotMeasure("cannot-measure/no-variation");
  const sizes = [1, 2, 3, 7, 11];
  const clusters = sizes.flatMap((size, i) => Array<string>(size).fill(String(i)));

  it("do not vary over clusters of any sizes", () => {
    for (const value of [0.1, -1 / 3, 1e-12, 12345.678, 0]) expect(bootstrapClusterMean(clusters.map(() => value), clusters, createRandom(1)), String(value)).toEqual(none);
    // Both clusters have the mean 0.1, then both 0.
    expect(bootstrapClusterMean([0, 0.2, 0.1, 0.1, 0.1], ["a", "a", "b", "b", "b"], createRandom(1))).toEqual(none);
    expect(bootstrapClusterMean([0.1, 0.2, -0.3, 0.3, -0.1, -0.2], ["a", "a", "a", "b", "b", "b"], createRandom(1))).toEqual(none);
  });

  it("do not vary as differences of pairs", () => {
    expect(bootstrapPairedDifference([0.3, 0.4, 0.8], [0.2, 0.3, 0.7], createRandom(1))).toEqual(none);
    expect(bootstrapPairedDifference([0.1 + 0.2, 0.5, 0.7], [0.3, 0.5, 0.7], createRandom(1))).toEqual(none);
  });

  it("are told from values that differ by a little more", () => {
    expect(bootstrapClusterMean(clusters.map((_, i) => 0.1 + (i % 4) * 1e-12), clusters, createRandom(1))).toMatchObject({ n: 5 });
    expect(bootstrapPairedDifference([1, 2, 3 + 1e-12], [1, 2, 3], createRandom(1))).toMatchObject({ n: 3 });
    expect(estimateMean([1e-300, 2e-300, 3e-300], createRandom(1))).toMatchObject({ n: 3 });
  });
});

describe("quantile", () => {
  it("is linear between neighbours", () => {
    expect([0, 0.25, 0.5, 0.9, 1].map((p) => quantile([1, 2, 4, 8], p))).toEqual([1, 1.75, 3, expect.closeTo(6.8, 12), 8]);
  });
});
