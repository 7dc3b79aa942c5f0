import { describe, expect, it } from "vitest";
import { cutText, largestBatch, mostInBatch, smallestBatch } from "./cuts.ts";

describe("where the batches of a text end", () => {
  it("cuts a short text every 8 tokens, and leaves no token alone", () => {
    expect([0, 1, 2, 9, 10, 17, 18].map(cutText)).toEqual([[], [1], [2], [9], [8, 10], [8, 17], [8, 16, 18]]);
  });

  it("ends at the length, with batches that grow with the text", () => {
    const ends = cutText(4096);
    const sizes = ends.map((end, i) => end - (ends[i - 1] ?? 0));
    expect(ends.at(-1)).toBe(4096);
    expect(Math.min(...sizes)).toBe(smallestBatch);
    expect(Math.max(...sizes)).toBe(largestBatch);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  it("cuts texts that begin alike at the same places, but for their last batches", () => {
    const longest = cutText(3000);
    for (let length = 1; length < 1000; length++) {
      const ends = cutText(length);
      expect(ends.slice(0, -1)).toEqual(longest.slice(0, ends.length - 1));
      expect(length - (ends.at(-2) ?? 0)).toBeLessThanOrEqual(mostInBatch);
    }
  });

  it("evaluates again at most a quarter of what is shared, or some 8 tokens", () => {
    for (let shared = 1; shared < 2000; shared++) {
      const kept = cutText(shared + 5).findLast((end) => end <= shared) ?? 0;
      expect(shared - kept).toBeLessThan(Math.max(smallestBatch, shared / 4) + 1);
    }
  });
});
