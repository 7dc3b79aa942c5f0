import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createCalculator } from "./calculator.ts";
import { toRational } from "./rational.ts";
import { workOut } from "./work-out.ts";
import { writeNumber } from "./write-number.ts";

const calculator = createCalculator();

async function ask(query: string): Promise<string> {
  const { text, note } = await calculator.ask(query, new AbortController().signal);
  expect((text === "") === (note !== null)).toBe(true);
  return note ?? text;
}

describe("the calculator", () => {
  it.each([
    ["17 * 23 + 4", "395"],
    ["3 * 365 =", "1095"],
    ["2 + 3 * 4 - 10 / 4", "11.5"],
    ["10 / 4 / 5", "0.5"],
    ["-2^2", "-4"],
    ["2^3^2", "512"],
    ["2^-1", "0.5"],
    ["2 * -3^2", "-18"],
    ["1 - -1", "2"],
    ["(1/3) * 3", "1"],
    ["0.1 + 0.2", "0.3"],
    [".5 \u00D7 1,234,567 \u2212 0.5", "617283"],
    ["7 \u00F7 8", "0.875"],
    ["3 x 4", "12"],
    ["15% of 80", "12"],
    ["100% - 5%", "0.95"],
    ["50%^2", "0.25"],
    ["2/3", "about 0.6666666667"],
    ["29999999999999999/3", "about 1 x 10^16"],
    ["10^14/3", "about 33333333330000"],
    ["1/7^50", "about 5.560297122 x 10^-43"],
    ["99999999999999999999 + 1", "100000000000000000000"],
    ["(-1)^99999999999999999999999", "-1"],
  ])("works %j out as %j", async (query, answer) => expect(await ask(query)).toBe(answer));

  it.each([
    ["", "it is no arithmetic"],
    ["the tides at Bristol", "it is no arithmetic"],
    ["process.exit(1)", "it is no arithmetic"],
    ["constructor", "it is no arithmetic"],
    ["1e5", "it is no arithmetic"],
    ["3x + 4", "it is no arithmetic"],
    ["0,5", "it is no arithmetic"],
    ["1,23", "it is no arithmetic"],
    ["1,234,56", "it is no arithmetic"],
    ["5 of 80", "it is no arithmetic"],
    ["2(3)", "there is no sign between two numbers"],
    ["2 3", "there is no sign between two numbers"],
    ["2 **3", "a number is missing"],
    ["2 *", "a number is missing"],
    ["()", "a number is missing"],
    ["%", "a number is missing"],
    ["(1", "a bracket is missing"],
    ["1)", "a bracket is missing"],
    ["1 / (2 - 2)", "it divides by 0"],
    ["0^-1", "it divides by 0"],
    ["0^0", "0 to the power 0 has no value"],
    ["2^0.5", "only whole exponents can be worked out"],
    ["200 + 10%", "a percentage is added to a number, and it is not said of what"],
    ["9^9^9", "the numbers become too large"],
    ["9^-9^9", "the numbers become too large"],
    ["9^999*9^999*9^999", "the numbers become too large"],
    ["1+".repeat(200) + "1", "it is too long"],
    [`${"(".repeat(150)}1${")".repeat(149)}`, "a bracket is missing"],
  ])("has no result for %j: %s", async (query, why) => expect(await ask(query)).toBe(`no result: ${why}`));

  it("gives an answer or says why not, whatever is asked", () =>
    fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.constantFrom("9", "1,000", ".5", "+", "-", "*", "/", "^", "%", "(", ")", " of ", "x", " ")).map((parts) => parts.join(""))), async (query) => {
        expect(await ask(query)).toMatch(/^(?:-?[\d.]+|about -?[\d.]+(?: x 10\^-?\d+)?|no result: .+)$/);
      }),
      { numRuns: 500 },
    ));
});

type Tree = number | { readonly sign: "+" | "-" | "*" | "/"; readonly parts: readonly [Tree, Tree] };
const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof({ depthSize: "small" }, fc.integer({ min: 0, max: 9999 }), fc.record({ sign: fc.constantFrom("+" as const, "-" as const, "*" as const, "/" as const), parts: fc.tuple(tie("tree"), tie("tree")) })),
})).tree;

const levels = { "+": 1, "-": 1, "*": 2, "/": 2 } as const;

/** With brackets only where they are needed. */
function write(tree: Tree, above = 0): string {
  if (typeof tree === "number") return String(tree);
  const level = levels[tree.sign];
  const text = `${write(tree.parts[0], level)} ${tree.sign} ${write(tree.parts[1], level + 0.5)}`;
  return level < above ? `(${text})` : text;
}

/** A fraction that is never shortened; null where it divides by 0. */
function evaluate(tree: Tree): readonly [bigint, bigint] | null {
  if (typeof tree === "number") return [BigInt(tree), 1n];
  const [left, right] = tree.parts.map(evaluate);
  if (left === undefined || left === null || right === undefined || right === null) return null;
  const [[a, b], [c, d]] = [left, right];
  if (tree.sign === "*") return [a * c, b * d];
  if (tree.sign === "/") return c === 0n ? null : [a * d, b * c];
  return [tree.sign === "+" ? a * d + c * b : a * d - c * b, b * d];
}

describe("workOut", () => {
  it("is exact, whatever the order of signs and brackets", () =>
    fc.assert(
      fc.property(trees, (tree) => {
        const [expected, value] = [evaluate(tree), workOut(write(tree))];
        if (typeof value === "string") expect(expected === null ? ["it divides by 0", "it is too long"] : ["the numbers become too large", "it is too long"]).toContain(value);
        else expect(value.numerator * (expected?.[1] ?? 0n)).toBe((expected?.[0] ?? 1n) * value.denominator);
      }),
      { numRuns: 500 },
    ));

  it("goes on from what is written exactly", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat({ max: 15 }), (numerator, decimals) => {
        const value = toRational(numerator, 10n ** BigInt(decimals));
        if (typeof value === "string") throw new Error(value);
        expect(workOut(writeNumber(value))).toEqual(value);
      }),
    ));

  it("rounds to the nearest", () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), (numerator, denominator) => {
        const value = workOut(`${numerator} / ${denominator}`);
        if (typeof value === "string") throw new Error(value);
        const number = Number(writeNumber(value).replace("about ", "").replace(" x 10^", "e"));
        expect(Math.abs(number / (numerator / denominator) - 1)).toBeLessThan(5.1e-10);
      }),
    ));
});
