import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../protocol/results.ts";
import { estimateProportion } from "./estimate.ts";

describe("estimateProportion", () => {
  // 81 of 263 and 15 of 148 are Newcombe's examples (Statistics in Medicine 17, 1998, table I: 0.2553 to 0.3662, 0.0624 to 0.1605).
  it.each([
    [81, 263, 0.2552885198782743, 0.3662095769828001],
    [15, 148, 0.06238639953073629, 0.160487241723308],
    [0, 10, 0, 0.27753279986288915],
    [10, 10, 0.7224672001371109, 1],
  ])("%d of %d", (successes, n, low, high) => {
    const estimate = estimateProportion(successes, n);
    if (isCannotMeasure(estimate)) throw new Error(estimate.reason);
    expect(estimate).toMatchObject({ value: successes / n, n, level: 0.95, method: "wilson", seed: null });
    expect(estimate.interval[0]).toBeCloseTo(low, 10);
    expect(estimate.interval[1]).toBeCloseTo(high, 10);
  });

  it("of nothing cannot be measured", () => {
    expect(estimateProportion(0, 0)).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(estimateProportion(NaN, 3)).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });

  it("refuses a level that is no coverage", () => {
    for (const level of [0, 1, 95, -0.5, NaN]) expect(() => estimateProportion(3, 10, level)).toThrow(expect.objectContaining({ code: "internal" }) as Error);
    expect(estimateProportion(3, 10, 0.5)).toMatchObject({ level: 0.5 });
  });
});
