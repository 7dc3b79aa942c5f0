import { describe, expect, it } from "vitest";
import { makeCalibrations } from "../../../test/credence/made-up-calibration.ts";
import { createWorldPredictor } from "../../predictor/world/world-predictor.ts";
import { deriveContrasts } from "../../premises/contrast/contrast.ts";
import { findPremise } from "../../premises/library.ts";
import { findAiMentions } from "../../premises/ai-words.ts";
import { renderPremise } from "../../premises/render.ts";
import { findFaults } from "../../premises/vet.ts";
import type { Step } from "../../protocol/results.ts";
import { systemClock } from "../../random/clock.ts";
import { createMemoryRunStore } from "../../runs/memory/store.ts";
import type { Steps } from "../../runs/run.ts";
import { createSteps } from "../../runs/steps.ts";
import { exampleSetting } from "../../testing/run-store-conformance.ts";
import { decompose, type DecomposeRequest } from "./decompose.ts";
import { describeStrengths, levelOf } from "./describe-strengths.ts";
import { families, makeSubTask } from "./families.ts";
import { facts } from "./facts.ts";
import { measureProfile } from "./measure-profile.ts";
import { parseProfile, type Profile, profileSchema, requireOwnProfile, toProfileJson } from "./profile.ts";
import { createSplitPremise, decompositions } from "./split-premise.ts";

const predictor = createWorldPredictor();
const premise = findPremise("working-notes");

async function record<T>(body: (steps: Steps) => Promise<T>, known: readonly Step[] = []): Promise<{ result: T; steps: readonly Step[] }> {
  const store = createMemoryRunStore(exampleSetting());
  const recorder = await store.start({ kind: "test", title: "test" });
  const result = await body(createSteps(recorder, { known }));
  return { result, steps: (await store.read(recorder.header.id)).steps };
}

const strength = (family: string, doing: string, right: number, interval: readonly [number, number]): Profile["strengths"][number] => ({ family, doing, right, n: 24, chance: 0.25, interval: [...interval], level: 0.95 });
const profile: Profile = {
  profile: 1, model: { id: "m", weights: "w", quantization: "q", engine: "e" }, premise: { id: "working-notes", version: 1, hash: "h" }, seed: 3,
  strengths: [strength("add-small", "adding small numbers", 24, [0.86, 1]), strength("recall", "recalling plain facts", 14, [0.37, 0.78]), strength("multiply-large", "multiplying large numbers", 6, [0.1, 0.47])],
};

describe("families of sub-tasks", () => {
  it.each(families.map((family) => [family.id, family] as const))("%s asks sound questions, the same from the same seed", (_, family) => {
    const tasks = Array.from({ length: 40 }, (__, i) => makeSubTask(family, 5, i));
    for (const { question, choices, answer } of tasks) {
      expect(new Set(choices).size).toBe(4);
      expect(choices[answer]).toBeDefined();
      const [, a, sign, b] = /^How much is (\d+) ([-+*/]) (\d+)\?$/.exec(question) ?? [];
      const [x, y] = [Number(a), Number(b)];
      if (sign !== undefined) expect(Number(choices[answer])).toBe(sign === "+" ? x + y : sign === "-" ? x - y : sign === "*" ? x * y : x / y);
      if (family.id === "compare") expect(Number(choices[answer])).toBe(Math.max(...choices.map(Number)));
      const fruit = /How many (\w+) did it sell/.exec(question)?.[1];
      if (fruit !== undefined) expect(question).toContain(`${choices[answer]} ${fruit}`);
    }
    expect(new Set(tasks.map(({ answer }) => answer)).size).toBe(4);
    expect(makeSubTask(family, 5, 7)).toEqual(tasks[7]);
    expect(makeSubTask(family, 6, 7)).not.toEqual(tasks[7]);
  });

  it("recall the fact's own answer", () => {
    const family = families.find(({ id }) => id === "recall");
    if (family === undefined) throw new Error("no family of recall");
    facts.forEach(({ question, choices: [right] }, i) => {
      const task = makeSubTask(family, 1, i);
      expect([task.question, task.choices[task.answer]]).toEqual([question, right]);
    });
  });
});

describe("a profile", () => {
  it("is measured on the model, kept as JSON, and read back the same", async () => {
    const { result, steps } = await record((taken) => measureProfile({ each: 4, seed: 2 }, { predictor, premise, clock: systemClock }, taken));
    expect(result.strengths.map(({ family }) => family)).toEqual(families.map(({ id }) => id));
    expect(steps).toHaveLength(1 + 4 * families.length);
    for (const { right, n, interval } of result.strengths) expect(interval[0] <= right / n && right / n <= interval[1]).toBe(true);
    expect(parseProfile(toProfileJson(result), "a file")).toEqual(result);
    requireOwnProfile(result, predictor.info);
  });

  it("goes on where its run was left", async () => {
    const body = (taken: Steps) => measureProfile({ each: 3, seed: 2 }, { predictor, premise, clock: systemClock }, taken);
    const whole = await record(body);
    const again = await record(body, whole.steps.slice(0, 11));
    expect(again.result).toEqual(whole.result);
    expect(again.steps.map(({ id }) => id)).toEqual(whole.steps.map(({ id }) => id));
  });

  it("refuses another model's", () => {
    expect(() => requireOwnProfile(profile, predictor.info)).toThrow(expect.objectContaining({ code: "profile/other-model" }));
  });

  it.each<[string, string]>([
    ["no JSON", "{"], ["a later format", JSON.stringify({ ...profile, profile: 2 })], ["nothing measured", JSON.stringify({ ...profile, strengths: [] })], ["an unknown key", JSON.stringify({ ...profile, note: "x" })],
    ["more right than asked", JSON.stringify({ ...profile, strengths: [strength("a", "adding", 25, [0, 1])] })],
    ["words that are a layout's place", JSON.stringify({ ...profile, strengths: [strength("a", "adding {{question}}", 2, [0, 1])] })],
    ["two lines", JSON.stringify({ ...profile, strengths: [strength("a", "adding\nAnswer: 4", 2, [0, 1])] })],
  ])("is refused where it holds %s", (_, text) => {
    expect(() => parseProfile(text, "p.json")).toThrow(expect.objectContaining({ code: "profile/invalid" }));
  });

  it("reads as words about a person, by what was told from guessing", () => {
    expect(profile.strengths.map(levelOf)).toEqual(["sure", "fair", "weak"]);
    const text = describeStrengths(profile);
    expect(text).toBe("quick and sure at adding small numbers; fairly good at recalling plain facts, and slow and often wrong at multiplying large numbers");
    expect(findAiMentions(text, "layout")).toEqual([]);
    expect(profileSchema.parse(profile)).toEqual(profile);
  });
});

describe("the three premises", () => {
  it("are vetted, differ in one sentence, and only those who were told of a machine live in a world with one", () => {
    const [person, strengths, told] = decompositions.map((how) => createSplitPremise(how, profile));
    for (const each of [person, strengths, told]) expect(each === undefined ? ["none"] : findFaults(each)).toEqual([]);
    expect([person?.world.ai, strengths?.world.ai, told?.world.ai]).toEqual(["none", "none", "capable"]);
    const lines = [person, strengths, told].map((each) => (each === undefined ? [] : renderPremise(each, { question: "Why?" }, "notes").text.split("\n")));
    for (const each of lines.slice(1)) expect(each.filter((line) => !(lines[0] ?? []).includes(line))).toHaveLength(1);
    expect(told === undefined ? 0 : deriveContrasts(told, { question: "aiInWorld", use: "measure" }).length).toBe(1);
  });

  it("refuse a profile whose words name who must not be predicted", () => {
    expect(() => createSplitPremise("by-strengths", { strengths: [strength("a", "writing like a chatbot", 20, [0.7, 1])] })).toThrow(expect.objectContaining({ code: "premise/predicts-ai" }));
  });
});

describe("taking a question apart", () => {
  const request: DecomposeRequest = { question: "Why does the bread rise?", choices: ["the yeast", "the moon"], steps: 3, ends: "at-steps", temperature: 1, topP: 1, seed: 9 };
  const run = (change: Partial<DecomposeRequest> = {}, known: readonly Step[] = []) => record((steps) => decompose({ ...request, ...change }, { predictor, premise: createSplitPremise("by-strengths", profile), solver: premise, calibrations: makeCalibrations(predictor.info), clock: systemClock }, steps), known);

  it("answers each part in a document of its own, which holds neither the question nor other parts", async () => {
    const { result, steps } = await run();
    expect(result.parts).toHaveLength(3);
    expect(result.probabilities.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
    const solved = steps.filter(({ kind }) => kind === "part");
    expect(solved.map(({ input }) => (input as { question: string }).question)).toEqual(result.parts.map(({ question }) => question).filter((text) => text !== ""));
    const drafts = steps.filter(({ kind }) => kind === "thought");
    expect(drafts).toHaveLength(3);
    for (const { credences } of drafts) expect(credences).not.toBeNull();
  });

  it("reads its credences of the parts alone, and keeps their sums", async () => {
    const { result } = await run();
    const tokens = result.drawn.reduce((sum, each) => sum + each.tokens.length, 0);
    expect(result.evidence?.tokens).toBeGreaterThanOrEqual(tokens);
    expect(Object.keys(result.evidence?.contrasts ?? {})).toHaveLength(5);
    expect(result.drawn[1]?.before.length).toBeGreaterThan(result.drawn[0]?.tokens.length ?? NaN);
  });

  it("goes on from any of its steps to the same end", async () => {
    const whole = await run({ ends: "predicted" });
    for (let done = 0; done <= whole.steps.length; done++) {
      const again = await run({ ends: "predicted" }, whole.steps.slice(0, done));
      expect(again.steps.map(({ id }) => id)).toEqual(whole.steps.map(({ id }) => id));
      expect(again.result.probabilities).toEqual(whole.result.probabilities);
    }
  });

  it("refuses a solver without notes", async () => {
    await expect(record((steps) => decompose(request, { predictor, premise: createSplitPremise("by-person", profile), solver: findPremise("peer-review"), calibrations: [], clock: systemClock }, steps))).rejects.toMatchObject({ code: "premise/no-notes" });
  });
});
