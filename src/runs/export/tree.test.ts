import { describe, expect, it } from "vitest";
import { createReasonRecord } from "../../../test/doubles/reason-record.ts";
import { exampleStep } from "../../testing/run-store-conformance.ts";
import type { Step } from "../../protocol/results.ts";
import { identifyStep } from "../step.ts";
import { findAnswers, hasSeveralPeople, namePerson, readAnswers, readStep } from "./step-reading.ts";
import { layOutTree } from "./tree.ts";

describe("layOutTree", () => {
  it("keeps to the line that leads to the last step, and puts what branches off before the step that goes on", () => {
    const rows = layOutTree(createReasonRecord().steps);
    expect(rows.map(({ step, lane, opens, goesOn }) => [readStep(step).name, lane, opens, goesOn])).toEqual([
      ["gate", 0, false, true],
      ["notes", 0, false, true],
      ["thought 1", 0, false, true],
      ["thought 2", 1, true, false],
      ["thought 2, draft 2", 0, false, true],
      ["tool look-up", 1, true, true],
      ["thought 3", 1, false, false],
      ["restate", 0, false, true],
      ["thought 3, draft 2", 0, false, true],
      ["answer", 0, false, false],
    ]);
  });

  it("loses no step of a tree with many roots and branches", () => {
    const steps: Step[] = [];
    for (let i = 0; i < 60; i++) steps.push(identifyStep({ ...exampleStep({ seed: i }), parent: i % 7 === 0 ? null : (steps[Math.floor(i / 2)]?.id ?? null) }, null));
    const rows = layOutTree(steps);
    expect(new Set(rows.map(({ step }) => step.id))).toEqual(new Set(steps.map(({ id }) => id)));
    for (const [i, { step }] of rows.entries()) expect(rows.findIndex((row) => row.step.id === step.parent)).toBeLessThan(i);
    expect(rows.at(-1)?.step.id).toBe(steps.at(-1)?.id);
    expect(layOutTree([])).toEqual([]);
  });

  it("takes ten thousand steps in a row", () => {
    const steps: Step[] = [];
    for (let i = 0; i < 10_000; i++) steps.push({ ...(exampleStep() as Step), id: String(i), parent: i === 0 ? null : String(i - 1) });
    expect(layOutTree(steps).every(({ lane }, i) => lane === 0 && i < steps.length)).toBe(true);
  });
});

describe("readStep", () => {
  const read = (kind: string, input: unknown, output: unknown) => readStep({ ...exampleStep({ kind, input, output }), id: "a", parent: null });

  it("tells what was predicted from what was put in", () => {
    expect(read("thought", { step: 0, try: 2, person: 1, given: "before" }, { text: "after", tokens: [1, 2], logprob: -3, kept: false, ended: "length" })).toEqual({
      name: "thought 1, draft 3", predicted: "after", inserted: "before", tokens: 2, logprob: -3, surprisal: 1.5, kept: false, ended: "length", person: 1, thought: 0, draft: 2,
    });
    expect(read("tool", { tool: "clock", query: "" }, { text: "noon" })).toMatchObject({ name: "tool clock", predicted: null, inserted: "noon" });
    expect(read("next-line", { step: 1, person: 1, options: ["\n2.", "\nAnswer:"] }, { logprobs: [-1, -2], chosen: 1 })).toMatchObject({ name: "next line: Answer", predicted: null, person: 1 });
    expect(read("restate", {}, { given: "again" })).toMatchObject({ predicted: null, inserted: "again" });
  });

  it("says whose a step is only where several people write", () => {
    const step = { ...exampleStep({ kind: "thought", input: { step: 1, try: 0, person: 1 }, output: null }), id: "a", parent: null };
    expect(hasSeveralPeople([step])).toBe(true);
    expect(hasSeveralPeople(createReasonRecord().steps)).toBe(false);
    expect([true, false].map((several) => namePerson(readStep(step), several))).toEqual(["thought 2, person 2", "thought 2"]);
  });

  it("takes an answer's choices with their probabilities, the likeliest first, and no refused answer for one", () => {
    const step = { ...exampleStep({ kind: "answer", input: { choices: ["a", "b"] }, output: { text: "b", probabilities: [0.25, 0.75], logprobs: [-2, -1] } }), id: "a", parent: null };
    expect(readAnswers(step)).toEqual([{ text: "b", probability: 0.75, logprob: -1 }, { text: "a", probability: 0.25, logprob: -2 }]);
    expect(readAnswers(createReasonRecord().steps[2]!)).toEqual([]);
    const refused = { ...step, output: { text: "b", kept: false } };
    expect([findAnswers([step, refused]), findAnswers([step, step]), findAnswers([])]).toEqual([[step], [step, step], []]);
  });

  it("makes no number of nothing, and takes what is not as expected for unknown", () => {
    for (const output of [null, 3, "text", [], { text: 4, tokens: "x", logprob: "y", surprisal: null, kept: "yes" }]) {
      expect(read("thought", output, output)).toMatchObject({ name: "thought", predicted: null, tokens: null, logprob: null, surprisal: null, kept: null });
    }
    expect(read("sample", { index: 0 }, { text: "", tokens: [], logprob: 0 })).toMatchObject({ name: "sample 1", predicted: "", tokens: 0, surprisal: null });
  });
});
