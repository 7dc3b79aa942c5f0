import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { askQuestion } from "../../src/ask/ask.ts";
import { findPremise } from "../../src/premises/library.ts";
import { createWorldPredictor } from "../../src/predictor/world/world-predictor.ts";
import { createFixedClock } from "../../src/random/clock.ts";
import { toInspectLog } from "../../src/runs/export/inspect/log.ts";
import { readStep } from "../../src/runs/export/step-reading.ts";
import { createMemoryRunStore } from "../../src/runs/memory/store.ts";
import type { RunRecord } from "../../src/runs/run.ts";
import { createRecord, identifyStep } from "../../src/runs/step.ts";
import { exampleSetting, exampleStep } from "../../src/testing/run-store-conformance.ts";
import { createReasonRecord, measured } from "../doubles/reason-record.ts";
import { whyNoClients } from "./harness/folder.ts";
import { runPython } from "./harness/run.ts";

/** A score that is NaN there is the text `nan` here. */
type ReadScore = { value: number | "nan"; reason: string | null; metadata: { interval?: unknown } | null };
type ReadEvent = {
  event: string; uuid: string; time: string; working: number; step: string | null; parent: string | null;
  text?: string; given?: string[]; stop?: string; usage?: Record<string, number>; metadata?: Record<string, unknown>; message?: { kept?: boolean; verdict?: unknown }; logprobs?: number[] | null;
  function?: string; arguments?: object; result?: string; scorer?: string; intermediate?: boolean; score?: ReadScore; data?: object;
};
type Read = {
  version: number; status: string; headerStatus: string; error: string | null; eval: object; usage: Record<string, object>; results: unknown[]; sample: object; messages: [string, string][];
  scores: Record<string, ReadScore>; events: ReadEvent[]; sameAgain: boolean; bySample: string;
};

async function readBack(record: RunRecord): Promise<Read> {
  const folder = await mkdtemp(join(tmpdir(), "premise-inspect-log-"));
  try {
    await writeFile(join(folder, "run.json"), toInspectLog(record));
    return await runPython<Read>("test/clients/programs/inspect_log.py", [join(folder, "run.json"), join(folder, "copy.json")], { env: { XDG_DATA_HOME: folder } });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function askWorld(): Promise<RunRecord> {
  const store = createMemoryRunStore(exampleSetting());
  const recorder = await store.start({ kind: "ask", title: "Why does the bread rise?" });
  await askQuestion({ question: "Why does the bread rise?", premise: findPremise("expert-panel"), predictor: createWorldPredictor(), recorder, clock: createFixedClock(new Date(0)), samples: 3, maxTokens: 4, seed: 1 });
  return await store.read(recorder.header.id);
}

describe("inspect_ai reads an exported run", { timeout: 120_000 }, () => {
  const reason = whyNoClients();
  beforeEach((context) => void (reason === null || context.skip(reason)));

  it("of thoughts: every step, text, number and reason", async () => {
    const record = createReasonRecord({ text: (text) => `${text} "\\\u2028 ü NaN` });
    const read = await readBack(record);
    expect(read).toMatchObject({ version: 2, status: "success", headerStatus: "success", error: null, sameAgain: true, bySample: record.header.id });
    expect(read.eval).toMatchObject({ id: record.header.id, task: "premise_reason", model: "premise/example-model", created: "2026-03-01T10:00:00+00:00", dataset: { name: "notes", samples: 1, sample_ids: [record.header.id] }, packages: { premisekit: "0.0.0-test" } });
    const own = read.events.filter(({ event }) => event !== "sample_init" && event !== "score");
    expect(own.map(({ uuid, parent }) => [uuid, parent])).toEqual(record.steps.map(({ id, parent }) => [id, parent]));
    expect(own.map(({ event }) => event)).toEqual(["info", "info", "model", "model", "model", "tool", "model", "info", "model", "info"]);
    for (const [i, step] of record.steps.entries()) {
      if (step.kind !== "thought") continue;
      const { predicted, inserted, surprisal, logprob, kept, tokens } = readStep(step);
      expect(own[i]).toMatchObject({ text: predicted, given: inserted === null ? [] : [inserted], stop: "stop", message: { kept, verdict: { action: step.verdict?.action } }, metadata: { surprisal, logprob, tokens } });
      expect(own[i]?.usage).toEqual({ input_tokens: 10 + step.cost.scoredTokens, output_tokens: step.cost.generatedTokens, total_tokens: 40 + step.cost.scoredTokens + step.cost.generatedTokens, input_tokens_cache_read: 30 });
    }
    expect(own[5]).toMatchObject({ function: "look-up", arguments: { query: "yeast" }, result: (record.steps[5]!.output as { text: string }).text });
    const { promptTokens, cachedTokens, scoredTokens, generatedTokens } = record.cost;
    expect(read.usage).toEqual({ "premise/example-model": { input_tokens: promptTokens - cachedTokens + scoredTokens, output_tokens: generatedTokens, total_tokens: promptTokens + scoredTokens + generatedTokens, input_tokens_cache_read: cachedTokens } });
    expect(read.messages.map(([role]) => role)).toEqual(["user", "user", "assistant", "user", "assistant", "user", "user", "assistant", "assistant"]);
  });

  it("with credences as scores, and what could not be measured as unscored", async () => {
    const record = createReasonRecord();
    const read = await readBack(record);
    const scores = read.events.filter(({ event }) => event === "score");
    const expected = record.steps.flatMap(({ id, credences }) => (credences === null ? [] : [credences.authorIsAi, credences.aiInWorld].map((credence) => (credence.kind === "measured" ? [id, credence.value, null] : [id, "nan", credence.reason]))));
    expect(expected.some(([, value]) => value === "nan") && expected.some(([, value]) => value !== "nan")).toBe(true);
    expect(scores.map(({ step, score }) => [step, score?.value, score?.reason])).toEqual(expected);
    expect(scores.every(({ intermediate }) => intermediate)).toBe(true);
    expect(read.scores).toMatchObject({ author_is_ai: { value: 0.008, metadata: { interval: [0.004, 0.012], prior: 0.1, n: 64 } }, ai_in_world: { value: 0.0004 } });
    const unmeasured = await readBack(createRecord(record.header, record.steps.slice(0, 3), "interrupted"));
    expect(unmeasured).toMatchObject({ status: "cancelled", scores: { author_is_ai: { value: "nan", reason: "cannot-measure/too-few-tokens" } }, results: [["author_is_ai", 0, 1, {}], ["ai_in_world", 0, 1, {}]] });
  });

  it("that failed, that has no steps, or whose numbers are infinite", async () => {
    const { header } = createReasonRecord();
    const stopped = identifyStep(exampleStep({ kind: "gate", verdict: { action: "stop", code: "gate/refused", limit: 0.1 }, credences: { authorIsAi: measured(0.9), aiInWorld: measured(0.5) } }), null);
    const infinite = identifyStep(exampleStep({ kind: "thought", input: { step: 0 }, output: { text: "x", tokens: [1], logprob: -Infinity } }), stopped.id);
    const failed = await readBack(createRecord(header, [stopped, infinite], "failed"));
    expect(failed).toMatchObject({ status: "error", error: "The gate stopped the run: gate/refused.", scores: { author_is_ai: { value: 0.9 } } });
    expect(failed.events.find(({ event }) => event === "model")?.metadata).toMatchObject({ logprob: "-inf", surprisal: "inf" });
    expect(await readBack(createRecord(header, [], "interrupted"))).toMatchObject({ status: "cancelled", scores: {}, results: [] });
  });

  it("of a question: its samples with their tokens' log-probabilities", async () => {
    const record = await askWorld();
    const read = await readBack(record);
    const samples = record.steps.filter(({ kind }) => kind === "sample");
    expect(samples).toHaveLength(3);
    const models = read.events.filter(({ event }) => event === "model");
    expect(models.map(({ text }) => text)).toEqual(samples.map((step) => readStep(step).predicted));
    expect(models.map(({ logprobs }) => logprobs)).toEqual(samples.map(({ output }) => (output as { tokens: { logprob: number }[] }).tokens.map(({ logprob }) => logprob)));
    const answer = record.steps.at(-1)!.output as { answers: { text: string }[]; model: string };
    expect(read).toMatchObject({ sample: { input: "Why does the bread rise?", answers: answer.answers.map(({ text }) => text) }, eval: { model: `premise/${answer.model}` } });
  });
});
