import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutLengths } from "../lengths.ts";
import type { TextReading } from "../channels/reading.ts";
import { beginningTokens, cutTo, withoutBeginning } from "./beginning.ts";

/** A text whose tokens and states are their own numbers; `unread` first tokens have no probability. */
function readingOf(tokens: number, unread: number): TextReading {
  const numbers = Array.from({ length: tokens - unread }, (_, i) => i + unread);
  const meanOf = (length: number): Float32Array => Float32Array.from([(length - 1) / 2]);
  const lengths = [...cutLengths.filter((cut) => cut < tokens), tokens];
  return { logprob: numbers, entropy: numbers, variance: numbers, rank: numbers, hidden: lengths.map((length) => ({ length, mean: meanOf(length) })) };
}

describe("withoutBeginning", () => {
  it("leaves the tokens after the beginning, and their own mean states", () => {
    fc.assert(fc.property(fc.integer({ min: beginningTokens + 1, max: 300 }), fc.constantFrom(0, 1), (tokens, unread) => {
      const rest = withoutBeginning(readingOf(tokens, unread));
      const numbers = Array.from({ length: tokens - beginningTokens }, (_, i) => i + beginningTokens);
      for (const name of ["logprob", "entropy", "variance", "rank"] as const) expect(rest[name]).toEqual(numbers);
      expect(rest.hidden.at(-1)?.length).toBe(tokens - beginningTokens);
      for (const { length, mean } of rest.hidden) expect(mean[0]).toBeCloseTo(beginningTokens + (length - 1) / 2, 2);
    }));
  });

  it("leaves nothing of a text that is no longer", () => {
    for (const tokens of [2, 31, 32]) expect(withoutBeginning(readingOf(tokens, 1))).toMatchObject({ logprob: [], rank: [], hidden: [] });
  });

  it("has no state where none was read", () => {
    expect(withoutBeginning({ ...readingOf(100, 0), hidden: [] })).toMatchObject({ hidden: [], logprob: { length: 68 } });
  });
});

describe("cutTo", () => {
  it("keeps the first tokens, and the states of no more", () => {
    const cut = cutTo(readingOf(300, 0), 100);
    expect([cut.logprob.length, cut.rank.at(-1), cut.hidden.map(({ length }) => length)]).toEqual([100, 99, [32, 48, 64, 96]]);
  });
});
