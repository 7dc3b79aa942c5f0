import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PremiseError } from "../errors/premise-error.ts";
import { createRandom, deriveSeed, shuffle } from "./seeded.ts";

const seeds = fc.integer({ min: 0, max: 0xffffffff });

/** Pearson's chi-square of counts that should be equal. */
function chiSquare(counts: readonly number[]): number {
  const expected = counts.reduce((a, b) => a + b, 0) / counts.length;
  return counts.reduce((total, count) => total + (count - expected) ** 2 / expected, 0);
}

/** How often each of `cells` whole numbers came. */
function tally(cells: number, draws: number, draw: () => number): readonly number[] {
  const counts = Array.from({ length: cells }, () => 0);
  for (let i = 0; i < draws; i++) {
    const cell = draw();
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return counts;
}

/** 0.9999 quantile of chi-square with 99 degrees of freedom (R: qchisq(0.9999, 99)). */
const limit99 = 161.3;

describe("createRandom", () => {
  it("gives the same numbers for the same seed, others for another", () => {
    fc.assert(
      fc.property(seeds, seeds, (a, b) => {
        const draw = (seed: number): readonly number[] => Array.from({ length: 5 }, ((random) => () => random.uniform())(createRandom(seed)));
        expect(draw(a)).toEqual(draw(a));
        if (a !== b) expect(draw(a)).not.toEqual(draw(b));
      }),
    );
  });

  it("keeps its numbers from release to release", () => {
    const random = createRandom(42);
    expect([random.uniform(), random.uniform(), random.below(1000)]).toMatchInlineSnapshot(`
      [
        0.7401302544800262,
        0.08013887285649657,
        98,
      ]
    `);
  });

  it("starts well from small and neighbouring seeds", () => {
    const draws = Array.from({ length: 10_000 }, (_, seed) => ((random) => [random.below(10), random.below(10), random.below(10)] as const)(createRandom(seed)));
    for (const [i, j] of [[0, 1], [0, 2], [1, 2]] as const) {
      let next = 0;
      expect(chiSquare(tally(100, draws.length, () => ((draw) => (draw?.[i] ?? 0) * 10 + (draw?.[j] ?? 0))(draws[next++])))).toBeLessThan(limit99);
    }
  });

  it("stays in [0, 1) and uses all 53 bits", () => {
    const random = createRandom(1);
    const draws = Array.from({ length: 20_000 }, () => random.uniform());
    expect(draws.every((value) => value >= 0 && value < 1)).toBe(true);
    const lowBits = draws.map((value) => (value * 2 ** 53) % 2);
    expect(chiSquare([lowBits.filter((bit) => bit === 0).length, lowBits.filter((bit) => bit === 1).length])).toBeLessThan(15.1);
  });

  it.each([0, 1, 2, 12345, 0xffffffff])("is uniform in one and in two dimensions from seed %i", (seed) => {
    const random = createRandom(seed);
    expect(chiSquare(tally(100, 50_000, () => Math.floor(random.uniform() * 100)))).toBeLessThan(limit99);
    expect(chiSquare(tally(100, 50_000, () => random.below(10) * 10 + random.below(10)))).toBeLessThan(limit99);
  });

  it("gives whole numbers below the limit", () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 1e9 }), (seed, limit) => {
        const value = createRandom(seed).below(limit);
        expect(Number.isInteger(value) && value >= 0 && value < limit).toBe(true);
      }),
    );
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 32, Infinity])("refuses the seed %d", (seed) => {
    expect(() => createRandom(seed)).toThrow(PremiseError);
    expect(() => createRandom(seed)).toThrow(/--seed must be a whole number/);
  });
});

describe("deriveSeed", () => {
  it("gives a seed, and for one seed never the same for two indexes", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const derived = Array.from({ length: 200 }, (_, index) => deriveSeed(seed, index));
        expect(derived.every((value) => Number.isInteger(value) && value >= 0 && value <= 0xffffffff)).toBe(true);
        expect(new Set(derived).size).toBe(200);
        expect(derived).not.toContain(-1);
      }),
    );
  });

  it("spreads neighbours: the first numbers of derived streams are uniform over indexes and over seeds", () => {
    const first = (seed: number, index: number): number => Math.floor(createRandom(deriveSeed(seed, index)).uniform() * 100);
    let i = 0;
    expect(chiSquare(tally(100, 50_000, () => first(7, i++)))).toBeLessThan(limit99);
    i = 0;
    expect(chiSquare(tally(100, 50_000, () => first(i++, 0)))).toBeLessThan(limit99);
  });
});

describe("shuffle", () => {
  it("keeps the items, leaves the list, and repeats for the same seed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), seeds, (items, seed) => {
        const before = [...items];
        const order = shuffle(items, createRandom(seed));
        expect(items).toEqual(before);
        expect(order.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
        expect(shuffle(items, createRandom(seed))).toEqual(order);
      }),
    );
  });

  it("gives each of the 24 orders of four items equally often", () => {
    const random = createRandom(3);
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = shuffle(["a", "b", "c", "d"], random).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    // 0.9999 quantile of chi-square with 23 degrees of freedom.
    expect(chiSquare([...orders.values()])).toBeLessThan(55.4);
  });
});
