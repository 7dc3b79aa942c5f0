import { describe, expect, it } from "vitest";
import { createRandom } from "../../../src/random/seeded.ts";
import { adjustTable } from "./told-apart.ts";

describe("telling a table's differences apart", () => {
  it("gives the exact p-value of few pairs, up to the draws", () => {
    // All of one sign: 2 of 2^8 sign patterns are as far.
    const [p] = adjustTable([[1, 2, 3, 4, 5, 6, 7, 8]]);
    expect(p).toBeGreaterThan(0.005);
    expect(p).toBeLessThan(0.011);
  });

  it("tests nothing on too few pairs, and finds nothing where nothing differs", () => {
    expect(adjustTable([[1, 2, 3], [0, 0, 0, 0, 0, 0, 0]])).toEqual([null, 1]);
  });

  it("is not taken in by a few pairs that differ among many that do not", () => {
    const [p] = adjustTable([[...Array.from({ length: 14 }, () => 0), -0.5, -1, -0.2]]);
    expect(p).toBeGreaterThan(0.2);
  });

  it("corrects for all of the table", () => {
    const strong = [1, 2, 3, 4, 5, 6, 7, 8];
    const [alone] = adjustTable([strong]);
    const [beside] = adjustTable([strong, [1, -1, 2, -2, 3, -3], [0, 1]]);
    expect(beside).toBeCloseTo(2 * (alone as number), 10);
  });

  it("rejects rarely where arms are alike", () => {
    const random = createRandom(5);
    const told = Array.from({ length: 60 }, () => adjustTable([Array.from({ length: 10 }, () => random.uniform() - 0.5)])[0] as number).filter((p) => p <= 0.05).length;
    expect(told).toBeLessThan(10);
  });
});
