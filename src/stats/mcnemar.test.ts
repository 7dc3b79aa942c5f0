import { describe, expect, it } from "vitest";
import { cannotMeasure } from "../protocol/results.ts";
import { mcnemarTest } from "./mcnemar.ts";

function pairs(onlyFirst: number, onlySecond: number, both = 0) {
  const first = [...Array<boolean>(onlyFirst).fill(true), ...Array<boolean>(onlySecond).fill(false), ...Array<boolean>(both).fill(true)];
  const second = [...Array<boolean>(onlyFirst).fill(false), ...Array<boolean>(onlySecond).fill(true), ...Array<boolean>(both).fill(true)];
  return mcnemarTest(first, second);
}

describe("mcnemarTest", () => {
  // Exact rational sums of binomial coefficients, computed in Python.
  it.each([
    [1, 9, 0.021484375],
    [9, 1, 0.021484375],
    [5, 5, 1],
    [0, 6, 0.03125],
    [59, 6, 4.964650327128617e-12],
    [400, 480, 0.007707305043339141],
  ])("%d against %d", (onlyFirst, onlySecond, p) => {
    const test = pairs(onlyFirst, onlySecond, 7);
    expect(test).toMatchObject({ onlyFirst, onlySecond, n: onlyFirst + onlySecond + 7 });
    expect((test as { p: number }).p / p).toBeCloseTo(1, 9);
  });

  it("cannot measure without disagreement or pairs, and refuses lists that do not pair", () => {
    expect(pairs(0, 0, 5)).toEqual(cannotMeasure("cannot-measure/no-variation"));
    expect(mcnemarTest([], [])).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(() => mcnemarTest([true], [])).toThrow("1 values paired with 0");
  });
});
