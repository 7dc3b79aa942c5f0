import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { askQuestion } from "../../src/ask/ask.ts";
import type { Ask } from "../../src/ask/request.ts";
import type { AskResult } from "../../src/ask/result.ts";
import { openPredictor } from "../../src/predictor/choose.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { findPremise } from "../../src/premises/library.ts";
import { systemClock } from "../../src/random/clock.ts";
import { createJsonlRunStore } from "../../src/runs/jsonl/store.ts";
import { scoringMethods } from "../../src/score/normalise.ts";
import { ensureModel } from "../models/ensure.ts";

const model = "smollm2-135m-instruct";
const isHere = (await ensureModel(model)) !== null;

describe.skipIf(!isHere)(`asking ${model} (skipped where it cannot be had)`, () => {
  let directory = "";
  let predictor: Predictor;
  let count = 0;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "premise-ask-"));
    predictor = await openPredictor(model, { env: process.env });
  });
  afterAll(async () => {
    await predictor.close();
    await rm(directory, { recursive: true, force: true });
  });

  async function ask(change: Partial<Ask>): Promise<AskResult> {
    const store = createJsonlRunStore({ directory, clock: systemClock, version: "test", unique: () => `${count++}` });
    const question = "Which gas do plants take in from the air?";
    const recorder = await store.start({ kind: "ask", title: question });
    const result = await askQuestion({ question, premise: findPremise("plain-continuation"), predictor, recorder, clock: systemClock, ...change });
    const record = await store.read(result.runId);
    expect(record.status).toBe("done");
    expect(record.cost).toEqual(result.cost);
    return result;
  }

  it("gives a distribution by every method, and puts nonsense last by the text's own likelihood", async () => {
    const choices = ["carbon dioxide", "qx zzv", "oxygen"];
    const result = await ask({ choices, scoring: "all" });
    expect(Object.keys(result.scores ?? {}).toSorted()).toEqual([...scoringMethods].toSorted());
    for (const scores of Object.values(result.scores ?? {})) expect(scores.reduce((sum, score) => sum + score.probability, 0)).toBeCloseTo(1, 9);
    for (const method of ["per-token", "per-byte"] as const) {
      const [right, nonsense] = result.scores?.[method] ?? [];
      expect(right!.value).toBeGreaterThan(nonsense!.value);
    }
    expect(result.statistics.letterMass).toBeGreaterThan(0);
    expect(result.statistics.letterMass).toBeLessThanOrEqual(1);
  });

  it("samples the same answers for the same seed, and counts what it drew", async () => {
    const job = { samples: 3, maxTokens: 6, seed: 11 };
    const [first, second] = [await ask(job), await ask(job)];
    expect(first.answers.map((answer) => answer.text)).toEqual(second.answers.map((answer) => answer.text));
    expect(first.answers.reduce((sum, answer) => sum + (answer.samples ?? 0), 0)).toBe(3);
    expect(first.cost.generatedTokens).toBeGreaterThan(0);
    for (const answer of first.answers) expect(answer.logprob).toBeLessThan(0);
  });
});
