import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listPremises } from "../../premises/library.ts";
import { machineShareTable as table } from "./machine-share-table.ts";
import { type PriorPremise, priorOf, type PriorQuestion } from "./prior.ts";

type World = PriorPremise["world"];
const world = (date: string | null, ai: World["ai"] = "unstated", medium = "printed newspaper"): PriorPremise => ({ world: { date, ai, medium } });
const value = (premise: PriorPremise, question: PriorQuestion): number => priorOf(premise, question).value;

describe("authorIsAi", () => {
  it("is the share of its medium and date", () => {
    expect(value(world("2025-07-01"), "authorIsAi")).toBeCloseTo(0.09, 12);
    expect(value(world("2025-07-01", "unstated", "handwritten diary"), "authorIsAi")).toBeCloseTo(0.01, 12);
    expect(value(world("1998-06-09", "none"), "authorIsAi")).toBeCloseTo(0.001, 12);
  });

  it("is not lowered by a text's word that there is no AI, and raised by its word that there is", () => {
    for (const ai of ["none", "narrow"] as const) expect(value(world("2025-07-01", ai), "authorIsAi")).toBe(value(world("2025-07-01"), "authorIsAi"));
    expect(value(world("1998-06-09", "capable"), "authorIsAi")).toBeCloseTo(0.09, 12);
    const dateless = priorOf(world(null, "capable", "web page"), "authorIsAi");
    expect(dateless.value).toBeCloseTo(0.4, 12);
    expect(dateless.parts.map(({ name }) => name)).toEqual(["web, no date", "the world has capable AI"]);
  });
});

describe("aiInWorld", () => {
  it("weighs the date with what the premise says, in odds", () => {
    expect(value(world("2023-01-01"), "aiInWorld")).toBeCloseTo(0.95, 12);
    // Odds of 19 times 0.1 and times 0.3.
    expect(value(world("2023-01-01", "none"), "aiInWorld")).toBeCloseTo(1.9 / 2.9, 12);
    expect(value(world("2023-01-01", "narrow"), "aiInWorld")).toBeCloseTo(5.7 / 6.7, 12);
    expect(value(world("1998-01-01", "capable"), "aiInWorld")).toBeCloseTo(0.999, 12);
  });

  it("stays at the floor where date and statement would go below", () => {
    const prior = priorOf(world("2007-06-18", "none"), "aiInWorld");
    expect(prior.value).toBeCloseTo(0.001, 12);
    expect(prior.parts.map(({ name }) => name)).toEqual(["world of 2007-06-18"]);
    expect(value(world("2019-06-01", "none"), "aiInWorld")).toBeCloseTo(0.1 / 49 / (1 + 0.1 / 49), 12);
    const low = { ...table, statements: { ...table.statements, none: 1e-9 } };
    expect(priorOf(world("2023-06-01", "none", "diary"), "aiInWorld", { table: { ...low, rows: low.rows.filter(({ of }) => of === "any" || of === "world") } }).value).toBeCloseTo(0.002, 12);
    expect(prior.reason).toBe("The premise says of AI in its world: none. By its date alone the probability of capable AI is 0.1 %. The floor, for the same reasons.");
  });

  it("is never below authorIsAi, whatever the table", () => {
    const odd = { ...table, rows: table.rows.map((row) => (row.of === "news" ? { ...row, share: 0.98, interval: [0.9, 0.99] as const } : row)) };
    const [author, ai] = [priorOf(world("2023-01-01", "none"), "authorIsAi", { table: odd }), priorOf(world("2023-01-01", "none"), "aiInWorld", { table: odd })];
    expect(ai.value).toBeCloseTo(author.value, 12);
    expect(ai.parts.map(({ name }) => name)).toContain("an AI author exists in its world");
  });
});

it("has parts that sum to it, lies in its interval, and orders the two questions", () => {
  const dates = fc.option(fc.date({ min: new Date("1900-01-01"), max: new Date("2060-01-01"), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)));
  const mediums = fc.constantFrom("newspaper", "journal", "diary", "forum", "web page", "stone", "essay", "letter", "novel", "minutes");
  fc.assert(
    fc.property(dates, fc.constantFrom("none" as const, "narrow" as const, "capable" as const, "unstated" as const), mediums, (date, ai, medium) => {
      const [author, exists] = (["authorIsAi", "aiInWorld"] as const).map((question) => priorOf(world(date, ai, medium), question));
      for (const prior of [author!, exists!]) {
        expect(prior.parts.reduce((total, part) => total + part.value, 0)).toBeCloseTo(prior.logOdds, 12);
        expect(Math.log(prior.value / (1 - prior.value))).toBeCloseTo(prior.logOdds, 9);
        expect(prior.value).toBeGreaterThanOrEqual(0.001 - 1e-12);
        expect(prior.interval[0]).toBeLessThanOrEqual(prior.value);
        expect(prior.interval[1]).toBeGreaterThanOrEqual(prior.value);
        expect(prior.reason).not.toBe("");
      }
      expect(exists!.value).toBeGreaterThanOrEqual(author!.value - 1e-12);
      const later = date === null ? null : `${Number(date.slice(0, 4)) + 1}${date.slice(4)}`;
      if (later !== null) expect(value(world(later, ai, medium), "aiInWorld")).toBeGreaterThanOrEqual(exists!.value - 1e-12);
    }),
    { numRuns: 300 },
  );
});

it("gives way to an override, which must be a probability", () => {
  expect(priorOf(world("2025-07-01"), "authorIsAi", { override: 0.5 })).toEqual({ value: 0.5, logOdds: 0, interval: [0.5, 0.5], parts: [{ name: "given", value: 0, source: "given" }], reason: "The prior 50 % was given." });
  for (const override of [0, 1, -1, Number.NaN]) expect(() => priorOf(world(null), "authorIsAi", { override })).toThrow(expect.objectContaining({ code: "internal" }));
});

it("tells that a date lies beyond the table", () => {
  expect(priorOf(world("2031-01-01"), "authorIsAi").reason).toMatch(/The table was made on 2026-11-26; what is later may be more\.$/);
});

it("is at the floor for every dated premise of the library, and says more of the undated one", () => {
  const dated = listPremises().filter((premise) => premise.world.date !== null);
  expect(dated.length).toBeGreaterThanOrEqual(9);
  for (const premise of dated) for (const question of ["authorIsAi", "aiInWorld"] as const) expect([premise.id, Number(value(premise, question).toFixed(9))]).toEqual([premise.id, 0.001]);
  const plain = listPremises().find(({ id }) => id === "plain-continuation")!;
  expect(value(plain, "authorIsAi")).toBeCloseTo(1.377 / 27, 9);
});
