import { mkdtempSync, readFileSync, rmSync, writeFileSync, appendFileSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Io } from "../../src/cli/io.ts";
import { createFixedClock } from "../../src/random/clock.ts";
import { listPremises } from "../../src/premises/library.ts";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { createPremiseArm, createWordingArm, hashArm, listArms } from "./arms.ts";
import { compareArms } from "./compare.ts";
import { evaluate, fingerprintOf } from "./evaluate.ts";
import { measuredMethods, scoreArm } from "./measure.ts";
import { renderPage } from "./page.ts";
import { renderPicture } from "./picture.ts";
import { type Question, readQuestions, takeSplit } from "./questions.ts";
import { listTried, reportModel } from "./report.ts";
import { openResults } from "./results.ts";
import { baselines, readWordings } from "./wordings.ts";

const directory = mkdtempSync(join(tmpdir(), "premises-"));
afterAll(() => rmSync(directory, { recursive: true }));
const openBook = "../shared/data/openbookqa/test.jsonl";
const questions: Question[] = Array.from({ length: 30 }, (_, i) => ({ id: `q${i}`, text: `Which is ${"abc".repeat(i % 5)}${i}?`, choices: ["gas", "iron", `tin ${i}`, "salt"], answer: i % 4 }));
const special = { bosText: "", eosText: "" };
const predictor = createTinyPredictor();
const arms = listArms(predictor.info, special);
const io = { err: () => undefined, clock: createFixedClock(new Date(0), 1), signal: new AbortController().signal } as unknown as Io;

describe("questions", () => {
  it.skipIf(!existsSync(openBook))("are split into 150 and 350 that share none [needs ../shared/data]", () => {
    const all = readQuestions(openBook);
    const [test, development] = [takeSplit(all, "test"), takeSplit(all, "development")];
    expect([test.length, development.length]).toEqual([150, 350]);
    expect(new Set([...test, ...development].map(({ id }) => id)).size).toBe(500);
    expect(takeSplit(all, "test")).toEqual(test);
    expect(new Set(test.map(({ answer }) => answer))).toEqual(new Set([0, 1, 2, 3]));
  });

  it("that cannot be read name their line", () => {
    const path = join(directory, "bad.jsonl");
    const failure = (text: string): string => {
      writeFileSync(path, text);
      try { readQuestions(path); } catch (error) { return (error as { code: string }).code; }
      return "none";
    };
    expect(failure("{")).toBe("input/not-json");
    expect(failure('{"id": 1}')).toBe("input/invalid-line");
    expect(failure('{"id":"a","question":{"stem":"s","choices":[{"text":"x","label":"A"},{"text":"y","label":"B"}]},"answerKey":"C"}')).toBe("input/invalid-line");
  });
});

describe("arms", () => {
  it("are the ten premises that list choices, beside the baselines", () => {
    expect(arms.filter(({ kind }) => kind === "premise").map(({ id }) => id)).toEqual(listPremises().filter(({ form }) => form.listed !== null).map(({ id }) => id));
    expect(arms.filter(({ kind }) => kind === "baseline").map(({ id }) => id)).toEqual(["plain", "one-shot", "three-shot"]);
  });

  it("put the same question and choices, and differ in their texts", () => {
    for (const arm of arms) {
      const put = arm.put("Which one floats?", ["gas", "tungsten"], "listed");
      expect(put.context).toContain("Which one floats?");
      expect(put.context).toMatch(/\bB[.)] tungsten/);
      expect(put.continuations).toHaveLength(2);
      const open = arm.put("Which one floats?", ["gas", "tungsten"], "open");
      expect(open.context).not.toContain("tungsten");
      expect(arm.put("Which one floats?", ["gas", "tungsten"], "neutral").context).not.toContain("floats");
    }
    expect(new Set(arms.map((arm) => hashArm(arm, "listed"))).size).toBe(arms.length);
  });

  it("of a wording that copies a premise have its hash", () => {
    const premise = listPremises()[0]!;
    const { open, listed, choice, answer } = premise.form;
    const copy = createWordingArm({ id: "copy", of: premise.id, note: "", open, listed: listed!, choice: choice.line, before: answer.before }, "wording");
    for (const form of ["listed", "open", "neutral"] as const) expect(hashArm(copy, form)).toBe(hashArm(createPremiseArm(premise), form));
  });

  it("include no question of the data in a worked item", () => {
    const drafts = readWordings(join(import.meta.dirname, "wordings.json"));
    expect(drafts.length).toBeGreaterThan(0);
    expect(new Set(drafts.map(({ id }) => id)).size).toBe(drafts.length);
    if (!existsSync(openBook)) return;
    const stems = readQuestions(openBook).map(({ text }) => text.toLowerCase()).filter((text) => text.length > 20);
    const texts = [...drafts, ...baselines].map(({ listed }) => listed).concat(listPremises().map(({ form }) => form.listed ?? ""));
    expect(stems.filter((stem) => texts.some((text) => text.toLowerCase().includes(stem)))).toEqual([]);
  });
});

describe("evaluation", () => {
  const path = join(directory, "results.jsonl");
  const jobs = (["listed", "open", "neutral"] as const).flatMap((form) => arms.slice(0, 5).map((arm) => ({ arm, form, questions })));

  it("scores every question once and goes on where it stopped", async () => {
    await evaluate(predictor, jobs.slice(0, 2), openResults(path), io);
    appendFileSync(path, '{"model": "cut sho');
    appendFileSync(path, "\n");
    const before = readFileSync(path, "utf8").split("\n").length;
    await evaluate(predictor, jobs, openResults(path), io);
    expect(readFileSync(path, "utf8").split("\n").length - before).toBe((jobs.length - 2) * questions.length);
    await evaluate(predictor, jobs, openResults(path), io);
    expect(readFileSync(path, "utf8").split("\n").length - before).toBe((jobs.length - 2) * questions.length);
    const results = openResults(path);
    expect(measuredMethods(results, fingerprintOf(predictor), arms[0]!, questions)).toEqual(["letter", "per-token", "per-byte", "prior-corrected"]);
  });

  it("gives an arm set against itself no difference, and a report whose page names every arm", () => {
    const results = openResults(path);
    const fingerprint = fingerprintOf(predictor);
    const [one, two] = [arms[0]!, { ...arms[0]!, id: "twin" }];
    const measured = [one, two].map((arm) => ({ arm, scores: scoreArm(results, fingerprint, arm, questions, "letter") }));
    expect(measured[0]!.scores.scores).toHaveLength(30);
    const compared = compareArms("letter", measured, [one.id]);
    expect(compared.arms[1]!.against[one.id]).toMatchObject({ p: null, accuracy: { kind: "cannot-measure" } });
    const model = reportModel(predictor, results, arms.slice(0, 5), questions);
    const report = { date: "2016-01-01", machine: { processor: "p", cores: 2, system: "s", node: "v24", threads: 1 }, questions: 30, models: [model] };
    const tried = listTried(predictor, results, arms.slice(0, 5).map((arm) => ({ ...arm, of: null, note: "n" })), questions);
    expect(tried).toHaveLength(5 * 4);
    const page = renderPage(report, tried);
    for (const { id } of arms.slice(0, 5)) expect(page).toContain(id);
    expect(page).not.toMatch(/NaN|undefined/);
    expect(renderPicture(report)).toMatch(/^<svg[^>]* xmlns="http:\/\/www.w3.org\/2000\/svg"[\s\S]*one-shot[\s\S]*<\/svg>\n$/);
  });
});
