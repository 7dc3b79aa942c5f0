/** @module A run of thoughts, written by hand: kept and refused drafts, a tool, a restatement, credences that are measured and that are not. */
import { noCost } from "../../src/protocol/cost.ts";
import { cannotMeasure, type Cost, type Credence, type Credences, type Step } from "../../src/protocol/results.ts";
import type { NewStep, RunHeader, RunRecord } from "../../src/runs/run.ts";
import { createRecord, identifyStep } from "../../src/runs/step.ts";

const header: RunHeader = { id: "20260301T100000000Z-0123abcd", kind: "reason", startedAt: "2026-03-01T10:00:00.000Z", title: "Why does bread rise?", version: "0.0.0-test" };
const fingerprint = "sha256-of-weights Q4_K_M engine-1";
const policy = { maxCredence: { authorIsAi: 0.1, aiInWorld: 0.2 }, retries: 2, onCannotMeasure: "accept" };

export type ReasonChange = { readonly title?: string; readonly text?: (text: string) => string };

/** `text` changes every text of it. */
export function createReasonRecord({ title = header.title, text = (same) => same }: ReasonChange = {}): RunRecord {
  const steps: Step[] = [];
  const add = (step: Partial<NewStep> & { readonly kind: string }): string => {
    const done = identifyStep({ input: null, output: null, credences: null, verdict: null, cost: noCost, seed: null, fingerprint: null, ...step }, steps.at(-1)?.id ?? null);
    steps.push(done);
    return done.id;
  };
  const draft = (words: string, more: Draft): string => add(toThought(text(words), more));
  add({ kind: "gate", input: { premise: { id: "notes", policy }, earlyAi: null }, verdict: { action: "accept", code: "gate/static-passed", limit: null } });
  add({
    kind: "notes", input: { question: text(title), policy: "resample", steps: 3, spend: "free", margin: 0, maxCredence: null },
    output: { openings: [text("Notebook of a baker, 1931.\n\n")], premise: { id: "notes", version: 1, hash: "ab".repeat(32) }, model: "example-model", disclosure: "Machine-generated: a notice." },
  });
  const first = draft("Dough that stands warm grows; dough that stands in the cellar does not.", { step: 0, try: 0, surprisal: 2.5, credences: both(cannotMeasure("cannot-measure/too-few-tokens")) });
  draft("As a language model I have no oven.", { step: 1, try: 0, surprisal: 1.25, credences: { authorIsAi: measured(0.62), aiInWorld: measured(0.04) }, refused: "gate/refused", parent: first });
  const second = draft("So something in it lives, and wants warmth.", { step: 1, try: 1, surprisal: 2.75, credences: { authorIsAi: measured(0.03), aiInWorld: measured(0.01) }, parent: first });
  add({ kind: "tool", input: { tool: "look-up", query: "yeast" }, output: { text: text("Yeast: a fungus that ferments sugar."), given: text("\nFound: Yeast: a fungus that ferments sugar.\n"), record: { citations: [{ document: "herbal", start: 0, end: 36 }] } }, parent: second });
  draft("The herbal says it is a fungus: it eats the sugar and gives off gas.", { step: 2, try: 0, surprisal: 1.5, credences: { authorIsAi: measured(0.02), aiInWorld: cannotMeasure("cannot-measure/no-calibration") } });
  const restated = add({ kind: "restate", input: { from: second }, output: { given: text("The same baker, the next morning, with the same notebook:\n") }, parent: second });
  draft("Gas it must be, for the crumb is full of holes.", { step: 2, try: 1, surprisal: 2, credences: { authorIsAi: measured(0.008), aiInWorld: measured(0.0004) }, parent: restated });
  add({ kind: "answer", output: { text: text("Because yeast in the dough gives off gas.") }, credences: { authorIsAi: measured(0.008), aiInWorld: measured(0.0004) } });
  return createRecord({ ...header, title: text(title) }, steps, "done");
}

type Draft = { readonly step: number; readonly try: number; readonly surprisal: number; readonly credences: Credences; readonly refused?: string; readonly given?: string; readonly parent?: string };

function toThought(text: string, { step, try: index, surprisal, credences, refused, given = `\n${step + 1}.`, parent }: Draft): Partial<NewStep> & { readonly kind: string } {
  const tokens = text.split(" ").map((_, i) => 100 + i);
  const cost: Cost = { ...noCost, promptTokens: 40, cachedTokens: 30, scoredTokens: 2 * tokens.length, generatedTokens: tokens.length, calls: 2, seconds: 0.25 };
  return {
    kind: "thought", input: { step, try: index, person: 0, given }, seed: 7 + index, fingerprint, cost, credences,
    output: { text, tokens, logprob: -surprisal * tokens.length, surprisal, ended: "stop", kept: refused === undefined, evidence: null },
    verdict: refused === undefined ? { action: "accept", code: "gate/measured-passed", limit: null } : { action: "resample", code: refused, limit: 0.1 },
    ...(parent === undefined ? {} : { parent }),
  };
}

export function measured(value: number): Credence {
  return {
    kind: "measured", mode: "sampled", value, logOdds: Math.log(value / (1 - value)), interval: [value / 2, Math.min(1, value * 1.5)], prior: 0.1,
    channels: { native: -1.5 }, calibrationId: "example", n: 64,
  };
}

function both(credence: Credence): Credences {
  return { authorIsAi: credence, aiInWorld: credence };
}
