/** @module What a word problem is made of: a template draws its numbers and words, and works it out step by step. */
import type { Random } from "../../../../src/random/seeded.ts";

export const sizes = ["small", "medium", "large"] as const;
export type Size = (typeof sizes)[number];

/** `term`: numbers that are added and subtracted; `factor`: those that are multiplied and shared out. Both ends are drawn too. */
export type Range = { readonly term: readonly [number, number]; readonly factor: readonly [number, number] };

export const rangeOf: Readonly<Record<Size, Range>> = {
  small: { term: [2, 19], factor: [2, 9] },
  medium: { term: [20, 99], factor: [6, 19] },
  large: { term: [100, 999], factor: [12, 49] },
};

/** `results`: of each step, the last of which is the answer. */
export type Worked = { readonly text: string; readonly steps: readonly string[]; readonly results: readonly number[] };

export type Draw = {
  readonly term: () => number;
  readonly factor: () => number;
  /** Apart from what was picked of this list before. */
  readonly pick: (list: readonly string[]) => string;
  /** Of a range of one's own, both ends included. */
  readonly between: (low: number, high: number) => number;
};

export type Template = { readonly kind: string; readonly operations: 1 | 2 | 3 | 4; readonly make: (draw: Draw) => Worked };

export function createDraw(random: Random, { term, factor }: Range): Draw {
  const picked = new Set<string>();
  const between = (low: number, high: number): number => low + random.below(Math.max(1, high - low + 1));
  return {
    term: () => between(...term),
    factor: () => between(...factor),
    between,
    pick: (list) => {
      const left = list.filter((each) => !picked.has(each));
      const chosen = left[random.below(left.length)] ?? list[0] ?? "";
      picked.add(chosen);
      return chosen;
    },
  };
}
