import { expect, it } from "vitest";
import { levelsOf, meanRanks } from "./levels.ts";

it("places scores among the distinct ones, and ranks ties at their mean", () => {
  const { of, count } = levelsOf([2, -Infinity, 2, Infinity, 0, -0, Infinity]);
  expect([[...of], count]).toEqual([[2, 0, 2, 3, 1, 1, 3], 4]);
  expect([...meanRanks(of, count)]).toEqual([1, 2.5, 4.5, 6.5]);
  expect(levelsOf([])).toEqual({ of: new Int32Array(0), count: 0 });
});
