import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterAnswers, normaliseAnswer } from "./cluster.ts";

describe("normaliseAnswer", () => {
  it.each([
    ["Carbon dioxide.", "the  carbon\ndioxide"],
    ['"An apple"', "Apple!"],
    ["3.5 metres", "3.5 Metres."],
    ["The", "the."],
    ["(yes)", "Yes"],
    ["(-3)", "-3."],
    ["ﬁre", "fire"],
  ])("takes %j and %j for one", (a, b) => expect(normaliseAnswer(a)).toBe(normaliseAnswer(b)));

  it.each([
    ["3.5", "35"],
    ["-3", "3"],
    ["10%", "10"],
    ["two", "2"],
    ["well known", "wellknown"],
    ["not gas", "gas"],
    ["a", "b"],
    ["", "the"],
    ["vitamin A", "vitamin"],
    ["type A blood", "type blood"],
    ["C#", "C"],
    ["?", "!"],
    ["...", ""],
    ["10²", "102"],
    ["1½", "11⁄2"],
    ["10 %", "10"],
    ["- 3", "3"],
    ["–5", "5"],
    ["A, C", "C"],
    ["a, b and c", "b and c"],
  ])("keeps %j and %j apart", (a, b) => expect(normaliseAnswer(a)).not.toBe(normaliseAnswer(b)));

  it("is settled after one pass", () => {
    const phrase = fc.array(fc.constantFrom("A", "a", "the", "The", "x.", "-3", "?", "C#", "é", "A,", "(the)", "²", "%", "-"), { maxLength: 5 }).map((words) => words.join(" "));
    fc.assert(fc.property(fc.oneof(fc.string(), phrase), (text) => {
        expect(normaliseAnswer(normaliseAnswer(text))).toBe(normaliseAnswer(text));
      }), { numRuns: 1000 });
  });
});

describe("clusterAnswers", () => {
  it("keeps every item once, largest group first", () => {
    const items = ["gas", "Oxygen", "oxygen.", "Gas", "an oxygen", "air"].map((text, index) => ({ text, index }));
    const clusters = clusterAnswers(items);
    expect(clusters.map((each) => [each.key, each.members.map((item) => item.index)])).toEqual([["oxygen", [1, 2, 4]], ["gas", [0, 3]], ["air", [5]]]);
    expect(clusterAnswers([])).toEqual([]);
  });
});
