import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/random/clock.ts";
import type { Profile } from "../../../src/reason/resources/profile.ts";
import { generateProblems } from "../tasks/arithmetic/generate.ts";
import { drawDecompositions as drawDecompositionRows } from "./decompositions.ts";
import { describePolicies } from "./findings.ts";
import { drawHelps } from "./helps.ts";
import { renderPage } from "./page.ts";
import { drawDecompositions, drawHelps as drawHelpsPicture, drawPolicies as drawPoliciesPicture } from "./picture.ts";
import { openPlace, type Place, seedOf } from "./place.ts";
import { armsOf, drawPolicies } from "./policies.ts";
import { accuracyOf, differ, logScoreOf, summariseArm, tell } from "./reduce.ts";
import { type ModelReport, reduceDecompositions, reduceHelps, reducePolicies } from "./report.ts";
import { readRows, type Row, rowsPath } from "./row.ts";

const questions = generateProblems(3, 2);
const strengths = [{ family: "add-small", doing: "adding small numbers", right: 20, n: 24, chance: 0.25, interval: [0.63, 0.95] as [number, number], level: 0.95 }];
const profile: Profile = { profile: 1, model: { id: "world", weights: "w", quantization: "q", engine: "e" }, premise: { id: "working-notes", version: 1, hash: "h" }, seed: 1, strengths };

let folder = "";
const open = (): Promise<Place> => openPlace("world", { env: { PREMISE_DATA_DIR: folder, PREMISE_PERF_ROWS: folder }, threads: 1, clock: systemClock, signal: new AbortController().signal });

describe("drawing on the world model", () => {
  let rows: readonly Row[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "reason-models-"));
    await using place = await open();
    for (const question of questions) {
      await drawHelps(place, question);
      await drawPolicies(place, question, true);
      await drawDecompositionRows(place, question, profile);
    }
    rows = place.rows();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("keeps a row an arm and question, and draws none twice", async () => {
    expect(rows).toHaveLength(questions.length * (6 + armsOf(true).length + 3));
    await using place = await open();
    const path = rowsPath({ PREMISE_DATA_DIR: folder, PREMISE_PERF_ROWS: folder }, "world", place.predictor.info.fingerprint.weights);
    const before = readFileSync(path, "utf8");
    for (const question of questions) {
      await drawHelps(place, question);
      await drawPolicies(place, question, true);
      await drawDecompositionRows(place, question, profile);
    }
    expect(readFileSync(path, "utf8")).toBe(before);
    expect(readRows(path)).toHaveLength(rows.length);
  });

  it("spends in plain chains about what redrawing under a watch took", () => {
    for (const { id } of questions) {
      const of = (arm: string): number => rows.filter((row) => row.part === "policies" && row.arm === arm && row.question === id).reduce((sum, { tokens }) => sum + tokens.generated + tokens.scored, 0);
      const chains = rows.find((row) => row.arm === "plain-more" && row.question === id)?.count ?? NaN;
      expect(Math.abs(of("plain-more") - of("resample"))).toBeLessThan((1.5 * of("plain-more")) / chains);
    }
  });

  it("answers at once, and where thoughts are not shown, alike", () => {
    for (const { id } of questions) {
      const of = (part: string, arm: string) => rows.find((row) => row.part === part && row.arm === arm && row.question === id)?.probabilities;
      expect(of("helps", "unshown")).toEqual(of("helps", "direct"));
      expect(of("policies", "direct")).toEqual(of("helps", "direct"));
    }
  });

  it("weighs a person's own parts alike after their own documents and after the yardstick's, which are the same", () => {
    const own = rows.filter(({ arm }) => arm === "by-person");
    expect(own).toHaveLength(questions.length);
    for (const { nats, yardstick, texts } of own) {
      expect(texts).toHaveLength(3);
      expect(yardstick?.authorIsAi).toBeCloseTo(nats?.authorIsAi ?? NaN, 4);
      expect(yardstick?.aiInWorld).toBeCloseTo(nats?.aiInWorld ?? NaN, 4);
    }
  });

  it("writes a page and pictures, whatever there is", () => {
    const reports: ModelReport[] = [rows, []].map((each, i) => ({
      model: `model-${i}`, weights: "w".repeat(64), quantization: "q", engine: "e", date: "2026-11-26", threads: 1, isCalibrated: i === 0, profile: i === 0 ? profile : null,
      helps: reduceHelps(each), policies: reducePolicies(each, true), decompositions: reduceDecompositions(each),
    }));
    const page = renderPage(reports);
    expect(page).toContain("model-1.** Nothing is drawn yet.");
    expect(page).not.toMatch(/NaN|undefined|null|\[object/);
    for (const draw of [drawHelpsPicture, drawPoliciesPicture, drawDecompositions]) {
      expect(draw(reports)).toMatch(/^<svg[^]*<\/svg>\n$/);
      expect(draw([])).toMatch(/^<svg/);
    }
  });

  it("refuses a row that is not as it was written", () => {
    const path = join(folder, "broken.jsonl");
    writeFileSync(path, '{"key":"1/helps/direct/a"}\n');
    expect(() => readRows(path)).toThrow(expect.objectContaining({ code: "input/invalid-line" }));
    expect(existsSync(path)).toBe(true);
  });
});

const row = (question: string, arm: string, probabilities: number[] | null): Row => ({
  key: `1/policies/${arm}/${question}`, part: "policies", arm, question, task: "arithmetic", kind: "gain", answer: 0, probabilities, tokens: { generated: 10, scored: 20, watch: 5, between: 8 }, seconds: 1, credences: null, nats: null, yardstick: null, texts: [], count: 1,
});

const about = { model: "m", weights: "w", quantization: "q", engine: "e", date: "2026-11-27", threads: 1, profile: null, helps: [], decompositions: reduceDecompositions([]) };

describe("comparing arms", () => {
  const questions = ["a", "b", "c", "d", "e", "f", "g", "h"];
  const good = questions.map((question, i) => row(question, "good", [0.7 + i / 100, 0.3 - i / 100]));
  const bad = questions.map((question, i) => row(question, "bad", i === 3 ? null : [0.2 + i / 50, 0.8 - i / 50]));

  it("takes the same questions, and counts a refusal as no right answer and no log score", () => {
    expect(differ(good, bad, accuracyOf)).toMatchObject({ kind: "cannot-measure", reason: "cannot-measure/no-variation" });
    const log = differ(good, bad, logScoreOf);
    expect(log).toMatchObject({ n: 7 });
    expect(tell(log)).toBe("higher");
    expect(tell(differ(bad, good, logScoreOf))).toBe("lower");
    expect(summariseArm("bad", bad)).toMatchObject({ n: 8, answered: { value: 0.875 }, tokens: { generated: 10, watch: 5 } });
  });

  it("can't tell a handful of questions, equal values, or none in common", () => {
    for (const n of [1, 5]) expect(tell(differ(good.slice(0, n), bad, logScoreOf))).toBe("cannot measure");
    expect(tell(differ(good, good, logScoreOf))).toBe("not told apart");
    expect(differ(good, [row("z", "bad", [1, 0])], logScoreOf)).toEqual({ kind: "cannot-measure", reason: "cannot-measure/too-few" });
  });

  it("gives each question and sample a seed of its own, equal under every arm", () => {
    const seeds = ["a", "b"].flatMap((id) => [0, 1].map((sample) => seedOf({ id }, sample)));
    expect(new Set(seeds).size).toBe(4);
    expect(seedOf({ id: "a" })).toBe(seeds[0]);
  });

  it("compares nothing on a question that lacks an arm", () => {
    const [of] = reducePolicies(good.map((each) => ({ ...each, arm: "direct" })), true);
    expect([of?.arms, of?.against]).toEqual([[], []]);
  });

  it("says of an arm that it did worse only where the corrected test does", () => {
    const asked = Array.from({ length: 12 }, (_, i) => `q${i}`);
    const rowsOf = (right: (i: number) => number): Row[] => asked.flatMap((question, i) => armsOf(false).map((arm) => row(question, arm, arm === "panel" ? [right(i), 1 - right(i)] : [0.6, 0.4])));
    const told = (right: (i: number) => number): string => describePolicies({ ...about, isCalibrated: false, policies: reducePolicies(rowsOf(right), false) });
    expect(told((i) => 0.2 + i / 100)).toContain("panel did worse than one plain chain, and panel did worse than plain chains of as many tokens.");
    expect(told((i) => (i < 3 ? 0.2 : 0.6))).toContain("no arm is told apart from one plain chain, and no arm is told apart from plain chains of as many tokens.");
  });

  it("leaves out policies that could refuse nothing", () => {
    expect(armsOf(false)).toEqual(["direct", "plain", "plain-more", "panel"]);
    expect(armsOf(true)).toHaveLength(7);
  });
});
