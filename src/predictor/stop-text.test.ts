import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStopTextFinder } from "./stop-text.ts";

function feed(stops: readonly string[], pieces: readonly string[]) {
  const finder = createStopTextFinder(stops);
  const at = pieces.findIndex((piece) => finder.push(piece));
  return { at, text: finder.text, settled: finder.settled };
}

describe("createStopTextFinder", () => {
  it("finds a stop text that spans pieces and leaves it out", () => {
    expect(feed(["\n\nQ:"], ["An answer.\n", "\nQ", ":", " more"])).toEqual({ at: 2, text: "An answer.", settled: 10 });
  });

  it("ends with the stop text that is completed first, the longer of two completed together", () => {
    expect(feed(["bcd", "c"], ["abcd"]).text).toBe("ab");
    expect(feed(["bc", "c"], ["abcd"]).text).toBe("a");
  });

  it("ignores what comes after", () => {
    const finder = createStopTextFinder(["."]);
    expect([finder.push("a."), finder.push("b"), finder.text]).toEqual([true, true, "a"]);
  });

  it("tells what may be shown already", () => {
    const finder = createStopTextFinder(["END", "EN!"]);
    finder.push("the E");
    expect(finder.settled).toBe(4);
    finder.push("N");
    expect(finder.settled).toBe(4);
    finder.push("x");
    expect(finder.settled).toBe(7);
  });

  it("finds the same whatever the pieces are", () => {
    const letters = (maxLength: number) => fc.array(fc.constantFrom("a", "b"), { maxLength }).map((list) => list.join(""));
    const stops = fc.array(letters(4).filter((stop) => stop !== ""), { maxLength: 3 });
    fc.assert(
      fc.property(stops, fc.array(letters(6), { maxLength: 6 }), (list, pieces) => {
        const byPieces = feed(list, pieces);
        const byLetters = feed(list, [...pieces.join("")]);
        expect(byPieces.text).toBe(byLetters.text);
        expect(byPieces.at >= 0).toBe(list.some((stop) => pieces.join("").includes(stop)));
        expect(byPieces.settled).toBe(byLetters.settled);
      }),
      { numRuns: 500 },
    );
  });

  it("without stop texts passes everything", () => {
    expect(feed([], ["a", "b"])).toEqual({ at: -1, text: "ab", settled: 2 });
  });
});
