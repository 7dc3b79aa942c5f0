import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import type { ScoreRequest } from "../predictor.ts";
import { type LlamaPredictor, openLlama } from "./llama.ts";

const id = "smollm2-135m-instruct";
const path = await ensureModel(id);
const open = (contextTokens: number): Promise<LlamaPredictor> => openLlama({ path: path ?? "", model: id, kind: null, weights: "any", threads: 1, contextTokens });

/** Tokens that no other text begins with. */
function makeText(seed: number, length: number): number[] {
  return Array.from({ length }, (_, i) => 300 + ((seed * 131 + i * 37) % 4000));
}

function makeRequest(seed: number, length: number): ScoreRequest {
  const text = makeText(seed, length + 1);
  return { context: text.slice(0, -1), continuation: text.slice(-1) };
}

describe.skipIf(path === null)(`calls of many users on one model (skipped where ${id} is not here)`, () => {
  let predictor: LlamaPredictor;
  beforeAll(async () => void (predictor = await open(512)), 60_000);
  afterAll(() => predictor?.close());

  /** Numbers of the calls in the order in which they ended. */
  async function orderOf(calls: readonly (readonly ScoreRequest[])[]): Promise<number[]> {
    const order: number[] = [];
    await Promise.all(calls.map(async (requests, i) => {
      const outcomes = await predictor.score(requests);
      expect(outcomes.every(({ ok }) => ok)).toBe(true);
      order.push(i);
    }));
    return order;
  }

  it("answers a short request before a long job that came first is done", async () => {
    const job = Array.from({ length: 16 }, (_, i) => makeRequest(i, 60));
    expect(await orderOf([job, [makeRequest(100, 10)]])).toEqual([1, 0]);
  }, 120_000);

  it("answers a short request beside a text that may fill the whole cache", async () => {
    const context = makeText(1, 12);
    let answered = 0;
    for await (const event of predictor.sample([{ context, maxTokens: 500, seed: 1 }])) {
      if (event.kind !== "token") continue;
      // All cells of the cache are promised to the sample; the short text has some of its own.
      expect((await predictor.state()).calls).toBe(1);
      expect((await predictor.score([makeRequest(2, 10)]))[0]?.ok).toBe(true);
      if (++answered === 3) break;
    }
    expect(answered).toBe(3);
  }, 120_000);

  it("answers a long text though short ones keep coming", async () => {
    const long = [{ context: makeText(3, 2), continuation: makeText(3, 510).slice(2) }];
    let isDone = false;
    const work = predictor.score(long).then(() => void (isDone = true));
    let shorts = 0;
    for (; !isDone && shorts < 400; shorts++) await Promise.all([0, 1, 2, 3].map((i) => predictor.score([makeRequest(1000 + shorts * 4 + i, 20)])));
    await work;
    expect(shorts).toBeLessThan(400);
  }, 120_000);

  it("draws for two users at once, and scores meanwhile", async () => {
    const steps: string[] = [];
    const sample = async (name: string): Promise<void> => {
      for await (const event of predictor.sample([{ context: makeText(name.charCodeAt(0), 10), maxTokens: 10, seed: 1, temperature: 0 }])) if (event.kind === "token") steps.push(name);
    };
    await Promise.all([sample("a"), sample("b"), predictor.score([makeRequest(7, 30)]).then(() => void steps.push("score"))]);
    const last = (name: string): number => steps.lastIndexOf(name);
    expect(steps.indexOf("a")).toBeLessThan(last("b"));
    expect(steps.indexOf("b")).toBeLessThan(last("a"));
    expect(steps.indexOf("score")).toBeLessThan(Math.max(last("a"), last("b")));
  }, 60_000);

  it("gives up a cancelled call before the next batch", async () => {
    const stopping = new AbortController();
    const work = predictor.score(Array.from({ length: 30 }, (_, i) => makeRequest(200 + i, 100)), { signal: stopping.signal });
    const refused = expect(work).rejects.toMatchObject({ code: "interrupted" });
    await wait(50);
    expect((await predictor.state()).calls).toBe(1);
    stopping.abort();
    expect(await predictor.state()).toMatchObject({ calls: 0, active: 0, sequences: 0 });
    await refused;
  }, 60_000);

  it("holds samples up while their reader is behind, and others go on", async () => {
    const samples = predictor.sample([{ context: [300, 301], maxTokens: 1, seed: 1, n: 100_000 }]);
    await samples[Symbol.asyncIterator]().next();
    let before = -1;
    let now = await predictor.state();
    for (let i = 0; i < 100 && (now.active !== 0 || before !== now.cells); i++) {
      before = now.cells;
      await wait(50);
      now = await predictor.state();
    }
    // Nothing moves any more, though tens of thousands are still to be drawn.
    expect(now).toMatchObject({ calls: 1 });
    expect((await predictor.score([makeRequest(8, 10)]))[0]?.ok).toBe(true);
    let seen = 1;
    for await (const event of samples) if (event.kind === "end" && ++seen >= 6000) break;
    expect(seen).toBe(6000);
    expect((await predictor.state()).calls).toBe(0);
  }, 120_000);

  it("refuses calls beyond its queue, and answers those within", async () => {
    const calls = await Promise.allSettled(Array.from({ length: 4200 }, () => predictor.tokenize(["a"])));
    const refused = calls.filter((call) => call.status === "rejected");
    expect(refused.length).toBe(4200 - 4096);
    expect(refused[0]).toMatchObject({ reason: { code: "engine/busy" } });
    expect((await predictor.tokenize(["a"])).length).toBe(1);
  }, 60_000);
});

describe.skipIf(path === null)(`what a dialogue costs (skipped where ${id} is not here)`, () => {
  it("evaluates at most 5 % more tokens in 40 steps than there are", async () => {
    await using predictor = await open(1024);
    let context = makeText(50, 20);
    let evaluated = 0;
    for (let step = 0; step < 40; step++) {
      if (step % 2 === 0) {
        for await (const event of predictor.sample([{ context, maxTokens: 6, seed: step }])) {
          if (event.kind === "token") context = [...context, event.token.token];
          if (event.kind === "end") evaluated += event.end.promptTokens - event.end.cachedTokens + event.end.generatedTokens - 1;
        }
      } else {
        const continuation = makeText(60 + step, 6);
        const [outcome] = await predictor.score([{ context, continuation }]);
        if (outcome?.ok !== true) throw outcome?.error ?? new TypeError("no outcome");
        evaluated += outcome.promptTokens - outcome.cachedTokens + continuation.length - 1;
        context = [...context, ...continuation];
      }
      context = [...context, ...makeText(200 + step, 5)];
    }
    expect(context.length).toBeGreaterThan(400);
    expect(evaluated / context.length).toBeLessThanOrEqual(1.05);
    expect(evaluated / context.length).toBeGreaterThan(0.9);
  }, 120_000);
});
