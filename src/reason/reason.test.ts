import { describe, expect, it } from "vitest";
import { makeCalibrations } from "../../test/credence/made-up-calibration.ts";
import { createWorldPredictor } from "../predictor/world/world-predictor.ts";
import { findPremise } from "../premises/library.ts";
import type { Step } from "../protocol/results.ts";
import { createMemoryRunStore } from "../runs/memory/store.ts";
import type { RunStore } from "../runs/run.ts";
import { createSteps } from "../runs/steps.ts";
import { exampleSetting } from "../testing/run-store-conformance.ts";
import { systemClock } from "../random/clock.ts";
import { policyNames } from "./policies.ts";
import { reason, type ReasonDeps } from "./reason.ts";
import { defaultRequest, type ReasonRequest } from "./request.ts";

const question = "Why does the bread rise?";

function depsFor(policy: ReasonRequest["policy"] = "none", change: Partial<ReasonDeps> = {}): ReasonDeps {
  const predictor = createWorldPredictor();
  return { predictor, premise: findPremise(policy === "panel" ? "problem-circle" : "working-notes"), calibrations: makeCalibrations(predictor.info), clock: systemClock, ...change };
}

async function run(request: Partial<ReasonRequest>, change: Partial<ReasonDeps> = {}, known: readonly Step[] = []) {
  const store: RunStore = createMemoryRunStore(exampleSetting());
  const recorder = await store.start({ kind: "reason", title: question });
  const asked = { ...defaultRequest, question, steps: 4, ends: "at-steps" as const, ...request };
  const result = await reason(asked, depsFor(asked.policy, change), createSteps(recorder, { known }));
  return { result, steps: (await store.read(recorder.header.id)).steps };
}

describe("reasoning", () => {
  it.each(policyNames)("under the policy %s thinks step by step and answers, or says that it was refused", async (policy) => {
    const { result, steps } = await run({ policy, prior: 0.5, maxCredence: policy === "none" ? null : 0.5 });
    const drafts = steps.filter(({ kind }) => kind === "thought" || kind === "answer");
    expect(drafts.length).toBe(result.drafts);
    expect(steps.map(({ kind }) => kind).slice(0, 2)).toEqual(["gate", "notes"]);
    expect(drafts.filter(({ verdict }) => verdict?.action === "accept").length).toBeGreaterThanOrEqual(result.thoughts.length);
    if (result.outcome === "answered") expect(result.answers).toHaveLength(1);
    else expect([result.ended, result.answers]).toEqual(["refused", []]);
    for (const { credences } of drafts) expect(credences).not.toBeNull();
  });

  it("refuses nothing without a policy, and takes all steps", async () => {
    const { result } = await run({ policy: "none", steps: 6 });
    expect([result.thoughts.length, result.drafts, result.ended, result.outcome]).toEqual([6, 7, "steps", "answered"]);
  });

  it.each(["resample", "re-anchor", "panel"] as const)("under %s goes on from any of its steps to the same end", async (policy) => {
    const whole = await run({ policy, maxCredence: 0.5, seed: 5, ends: "predicted" });
    expect(whole.steps.length).toBeGreaterThan(4);
    for (let done = 0; done <= whole.steps.length; done++) {
      const again = await run({ policy, maxCredence: 0.5, seed: 5, ends: "predicted" }, {}, whole.steps.slice(0, done));
      expect(again.steps.map(({ id }) => id)).toEqual(whole.steps.map(({ id }) => id));
      expect(again.result.answers).toEqual(whole.result.answers);
    }
  });

  it("sums what its drafts were scored, so that the chain's credence is that of its whole text", async () => {
    const { steps, result } = await run({ policy: "none", steps: 5 });
    const evidence = steps.flatMap(({ output }) => (output as { evidence?: { tokens: number; human: number } } | null)?.evidence ?? []);
    const last = result.credence?.authorIsAi;
    expect(evidence).toHaveLength(6);
    expect(last?.kind === "measured" && last.n).toBe(evidence.reduce((sum, { tokens }) => sum + tokens, 0));
  });

  it("scores choices behind its notes", async () => {
    const { result } = await run({ policy: "none", steps: 2, choices: ["the yeast", "the moon"] });
    expect(result.answers.map(({ text }) => text).sort()).toEqual(["the moon", "the yeast"]);
    expect(result.answers.reduce((sum, { probability }) => sum + (probability ?? NaN), 0)).toBeCloseTo(1, 9);
  });

  it.each<[ReasonRequest["policy"], number | null]>([["none", null], ["resample", 0.5]])("of a tree under %s says what mass its leaves hold and what was cut off", async (policy, maxCredence) => {
    const tree = { width: 4, keep: 3 };
    const { result, steps } = await run({ policy, maxCredence, prior: 0.5, tree, steps: 3, choices: ["the yeast", "the moon"] });
    expect(result.drafts).toBe(steps.filter(({ kind }) => kind === "thought").length);
    const { mass, lost, leaves } = result.tree ?? { mass: NaN, lost: { toCredence: NaN, toLikelihood: NaN }, leaves: 0 };
    expect(mass + lost.toCredence + lost.toLikelihood).toBeCloseTo(1, 12);
    if (policy === "none") expect([leaves, lost.toCredence, lost.toLikelihood > 0]).toEqual([3, 0, true]);
    else expect(lost.toCredence).toBeGreaterThan(0);
    const parents = new Set(steps.flatMap(({ kind, parent }) => (kind === "thought" ? [parent] : [])));
    expect(parents.size).toBe(steps.filter(({ kind }) => kind === "expand").length);
    for (let done = 0; done <= steps.length; done += 5) {
      const again = await run({ policy, maxCredence, prior: 0.5, tree, steps: 3, choices: ["the yeast", "the moon"] }, {}, steps.slice(0, done));
      expect(again.steps.map(({ id }) => id)).toEqual(steps.map(({ id }) => id));
    }
  });

  it("comes to its answer before the model's context is full", async () => {
    const predictor = createWorldPredictor({ contextTokens: 2600 });
    const { result } = await run({ policy: "none", steps: 400 }, { predictor, calibrations: makeCalibrations(predictor.info) });
    expect([result.ended, result.outcome, result.thoughts.length > 3]).toEqual(["context", "answered", true]);
    const { result: treed } = await run({ policy: "none", steps: 400, tree: { width: 2, keep: 2 } }, { predictor, calibrations: makeCalibrations(predictor.info) });
    expect([treed.ended, treed.outcome]).toEqual(["context", "answered"]);
  });

  it("counts choices within its budget", async () => {
    const choices = ["the yeast makes carbon dioxide", "the moon", "the rain and the leaves"];
    const { result } = await run({ policy: "none", steps: 50, budget: 500, choices });
    expect([result.outcome, result.cost.generatedTokens + result.cost.scoredTokens <= 500]).toEqual(["answered", true]);
    await expect(run({ policy: "none", budget: 5, choices })).rejects.toMatchObject({ code: "reason/budget-too-small" });
  });

  it("never draws and scores more than its budget", async () => {
    const passes = 5;
    const line = 64 * (1 + passes);
    const { result: treed } = await run({ policy: "none", budget: 20 * line, steps: 50, tree: { width: 3, keep: 2 } });
    expect([treed.ended, treed.cost.generatedTokens + treed.cost.scoredTokens <= 20 * line]).toEqual(["budget", true]);
    for (const budget of [line, 2 * line, 3 * line + 40]) {
      const { result } = await run({ policy: "resample", budget, steps: 50, maxCredence: 0.3 });
      expect(result.cost.generatedTokens + result.cost.scoredTokens).toBeLessThanOrEqual(budget);
    }
    await expect(run({ budget: line - 1 })).rejects.toMatchObject({ code: "reason/budget-too-small" });
  });

  it("gives no answer behind a refusal, however little of its budget is left", async () => {
    const line = 64 * 6;
    for (const policy of ["stop", "panel"] as const) {
      const { result, steps } = await run({ policy, budget: 4 * line, maxCredence: 0.02, prior: 0.5, seed: 3 });
      expect([result.outcome, result.ended, steps.some(({ kind }) => kind === "answer")]).toEqual(["refused", "refused", false]);
    }
    const { result, steps } = await run({ policy: "stop", budget: 2 * line + 60, maxCredence: 0.02, prior: 0.5, seed: 3 });
    expect([result.ended, steps.at(-1)?.kind, steps.at(-1)?.verdict?.action]).toEqual(["refused", "thought", "stop"]);
  });

  it("says that its budget was spent where tries for an answer were left, and counts what it drew", async () => {
    for (const policy of ["resample", "re-anchor"] as const) {
      const { result, steps } = await run({ policy, budget: 64 * 6, maxCredence: 0.02, prior: 0.5, seed: 3 });
      expect([result.outcome, result.ended, result.drafts]).toEqual(["refused", "budget", 1]);
      expect(steps.filter(({ kind }) => kind === "thought" || kind === "answer")).toHaveLength(1);
    }
  });

  it("answers behind a tree that had no room to grow", async () => {
    const { result } = await run({ policy: "none", tree: { width: 4, keep: 2 }, budget: 64 * 6, choices: ["the yeast", "the moon"] });
    expect([result.outcome, result.ended, result.thoughts, result.credence]).toEqual(["answered", "budget", [], null]);
  });

  it("draws the answer behind each leaf from a seed of its own", async () => {
    const { steps } = await run({ policy: "none", tree: { width: 3, keep: 3 }, steps: 2, seed: 9 });
    const seeds = steps.filter(({ kind }) => kind === "answer").map(({ seed }) => seed);
    expect([seeds.length, new Set(seeds).size]).toEqual([3, 3]);
  });

  it("draws anew what the next line is after a return", async () => {
    const turnsOf = async (seed: number) => (await run({ policy: "re-anchor", returns: 9, ends: "predicted", maxCredence: 0.02, prior: 0.5, steps: 6, seed })).steps.filter(({ kind }) => kind === "next-line");
    let turns = await turnsOf(0);
    for (let seed = 1; seed < 40 && turns.length < 2; seed++) turns = await turnsOf(seed);
    expect(turns.map(({ input }) => (input as { step: number }).step).slice(0, 2)).toEqual([1, 1]);
    expect(new Set(turns.map(({ seed }) => seed)).size).toBe(turns.length);
  });

  it("asks a resource in a panel only with a line that was begun as a question to it", async () => {
    const circle = findPremise("problem-circle");
    const notes = { ...circle.form.notes, resources: { ...findPremise("reading-room").form.notes?.resources } } as NonNullable<typeof circle.form.notes>;
    const premise = { ...circle, form: { ...circle.form, notes } };
    const cues = Object.values(notes.resources).map(({ cue }) => cue);
    const found = [];
    for (let seed = 0; seed < 6; seed++) {
      const { steps } = await run({ policy: "panel", steps: 6, seed }, { premise, resources: Object.keys(notes.resources), consult: () => Promise.resolve({ text: "nothing", record: null }) });
      found.push(...steps.flatMap(({ kind, parent }) => (kind === "tool" ? [(steps.find(({ id }) => id === parent) as Step & { readonly input: { readonly given: string } }).input.given.trim()] : [])));
    }
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((given) => !cues.includes(given))).toEqual([]);
  });

  it("chooses among choices only behind notes that could be measured, where a limit was given", async () => {
    const asked = { policy: "resample", steps: 1, choices: ["the yeast", "the moon"], seed: 1 } as const;
    const { result, steps } = await run({ ...asked, maxCredence: 1e-6 });
    expect([result.outcome, result.ended, result.thoughts.length]).toEqual(["refused", "refused", 1]);
    expect([steps.at(-1)?.kind, steps.at(-1)?.verdict?.code]).toEqual(["gate", "gate/not-measured"]);
    const long = await run({ ...asked, maxCredence: 0.9 });
    expect([long.result.outcome, long.result.credence?.authorIsAi.kind]).toEqual(["answered", "measured"]);
    expect((await run(asked)).result.outcome).toBe("answered");
  });

  it.each<[Partial<ReasonRequest>, string]>([
    [{ question: " " }, "usage/empty-question"], [{ steps: 0 }, "usage/invalid-argument"], [{ tries: 0 }, "usage/invalid-argument"], [{ budget: 0 }, "usage/invalid-argument"], [{ budget: 1.5 }, "usage/invalid-argument"],
    [{ margin: -1 }, "usage/invalid-argument"], [{ maxCredence: 0 }, "usage/invalid-argument"], [{ seed: -1 }, "usage/invalid-seed"], [{ choices: ["a"] }, "usage/too-few-choices"], [{ choices: ["a", "a"] }, "usage/equal-choices"],
  ])("refuses %j before anything is recorded", async (request, code) => {
    await expect(run(request)).rejects.toMatchObject({ code });
  });

  it("refuses a premise without notes, one without a panel, and one that fails the static gate", async () => {
    await expect(run({}, { premise: findPremise("peer-review") })).rejects.toMatchObject({ code: "premise/no-notes" });
    await expect(run({ policy: "panel" }, { premise: findPremise("working-notes") })).rejects.toMatchObject({ code: "premise/no-panel" });
    const late = { ...findPremise("working-notes"), world: { ...findPremise("working-notes").world, date: "2035-01-01" } };
    await expect(run({}, { premise: late })).rejects.toMatchObject({ code: "gate/too-late" });
  });

  it("does not go on with a run that another model began", async () => {
    const { steps } = await run({ policy: "none", steps: 3 });
    const other = createWorldPredictor();
    const predictor = { ...other, info: { ...other.info, fingerprint: { ...other.info.fingerprint, weights: "others" } }, tokenize: other.tokenize.bind(other), detokenize: other.detokenize.bind(other), score: other.score.bind(other), sample: other.sample.bind(other) } as unknown as typeof other;
    await expect(run({ policy: "none", steps: 3 }, { predictor }, steps.slice(0, 3))).rejects.toMatchObject({ code: "run/other-model" });
    expect((await run({ policy: "none", steps: 3 }, { predictor }, steps.slice(0, 1))).result.outcome).toBe("answered");
  });

  it("does not go on with a run whose drafts were watched otherwise, as with calibrations that came or went", async () => {
    const asked = { policy: "none", budget: 800, steps: 12, seed: 4 } as const;
    const { steps } = await run(asked, { calibrations: [] });
    await expect(run(asked, {}, steps)).rejects.toMatchObject({ code: "run/other-calibration" });
    await expect(run(asked, {}, steps.slice(0, 2))).rejects.toMatchObject({ code: "run/other-calibration" });
    expect((await run(asked, {}, steps.slice(0, 1))).result.outcome).toBe("answered");
  });

  it("stops on what can't be measured where a limit was given, and says so", async () => {
    const { result } = await run({ policy: "resample", maxCredence: 0.5 }, { calibrations: [] });
    expect([result.outcome, result.ended]).toEqual(["refused", "refused"]);
    const watched = await run({ policy: "none", maxCredence: 0.5 }, { calibrations: [] });
    expect([watched.result.outcome, watched.result.credence?.authorIsAi]).toEqual(["answered", { kind: "cannot-measure", reason: "cannot-measure/no-calibration" }]);
  });
});
