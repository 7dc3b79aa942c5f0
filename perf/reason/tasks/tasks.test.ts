import { describe, expect, it } from "vitest";
import { isRight, readNumber } from "./arithmetic/check.ts";
import { generateProblems } from "./arithmetic/generate.ts";
import { templates } from "./arithmetic/templates.ts";
import { readOpenBook } from "./openbookqa.ts";

describe("word problems", () => {
  const problems = generateProblems(7, 180);

  it("are worked out rightly, step by step, with as many operations as they say", () => {
    expect(new Set(problems.map(({ kind }) => kind)).size).toBe(templates.length);
    expect(new Set(problems.map(({ operations }) => operations))).toEqual(new Set([1, 2, 3, 4]));
    for (const { others, value, operations } of problems) {
      const results = others.map(workOut);
      expect(results).toHaveLength(operations);
      expect(results.at(-1)).toBe(value);
    }
  });

  it("have four different whole numbers to choose from, the right one at any place", () => {
    for (const { choices, answer, value } of problems) {
      expect(new Set(choices).size).toBe(4);
      expect(choices[answer]).toBe(String(value));
      for (const choice of choices) expect(Number.isInteger(Number(choice)) && Number(choice) >= 0).toBe(true);
    }
    expect(new Set(problems.map(({ answer }) => answer)).size).toBe(4);
    const asLong = problems.flatMap(({ choices, value }) => choices.map((choice) => choice.length === String(value).length));
    expect(asLong.filter(Boolean).length / asLong.length).toBeGreaterThan(0.9);
  });

  it("are the same from the same seed, whatever their number, and others from another", () => {
    expect(generateProblems(7, 5)).toEqual(problems.slice(0, 5));
    expect(generateProblems(8, 5).map(({ text }) => text)).not.toEqual(problems.slice(0, 5).map(({ text }) => text));
  });

  it("grow with their size, and have steps to problems of other kinds beside them", () => {
    const mean = (size: string): number => {
      const values = problems.filter((each) => each.size === size).map(({ value }) => value);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    expect(mean("small")).toBeLessThan(mean("medium"));
    expect(mean("medium")).toBeLessThan(mean("large"));
    for (const { others, elsewhere } of problems) expect(elsewhere.filter((step) => others.includes(step))).toEqual([]);
  });
});

/** Of a step "... a op b = c ...". */
function workOut(step: string): number {
  const [, a, op, b, c] = /(\d+) ([-+*/]) (\d+) = (\d+)/.exec(step) ?? [];
  const [x, y] = [Number(a), Number(b)];
  const result = op === "+" ? x + y : op === "-" ? x - y : op === "*" ? x * y : x / y;
  expect(result, step).toBe(Number(c));
  return result;
}

describe("the number of a written answer", () => {
  it.each<[string, number | null]>([
    ["26", 26], [" 26 eggs.", 26], ["3 * 12 = 36, 36 - 10 = 26 eggs are left", 26], ["The answer is 1,234.", 1234], ["There are 26 of the 36 eggs left", 26], ["-4", -4], ["2.50", 2.5], ["Of 36 eggs the answer is 26", 26],
    ["about seven", null], ["", null], ["B12 is a vitamin", null], ["36 - 10 =", 36], ["26 = 26 = x", 26],
  ])("of %j is %j", (text, expected) => expect(readNumber(text)).toBe(expected));

  it("is right or not", () => {
    expect([isRight(26, "26 eggs"), isRight(26, "62 eggs"), isRight(26, "many")]).toEqual([true, false, false]);
  });
});

describe("OpenBookQA", () => {
  it("says why it is skipped where its file is not there", () => {
    expect(readOpenBook({ OPENBOOKQA: "/nowhere/test.jsonl" }, "test")).toMatchObject({ kind: "skipped" });
  });

  it.skipIf(readOpenBook({}, "test").kind === "skipped")("asks with its choices", () => {
    const source = readOpenBook({}, "test");
    if (source.kind === "skipped") throw new Error(source.reason);
    expect(source.questions).toHaveLength(150);
    for (const { text, choices, answer } of source.questions) {
      expect(choices.every((choice) => text.includes(choice))).toBe(true);
      expect(choices[answer]).toBeDefined();
    }
  });
});
