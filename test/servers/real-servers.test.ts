import { describe, expect, it, type TestContext } from "vitest";
import { openPredictor } from "../../src/predictor/choose.ts";
import type { Predictor, SampleEvent } from "../../src/predictor/predictor.ts";
import type { RemoteOptions } from "../../src/predictor/remote/options.ts";
import { openRemote } from "../../src/predictor/remote/remote.ts";
import { ensureModel } from "../models/ensure.ts";
import { toOptions } from "./doubles/open.ts";
import { startWorldServer } from "./doubles/world-server.ts";
import { startLlamaCppPython, startLlamaServer, whyMissing } from "./start.ts";

const timeout = 600_000;
const model = "smollm2-135m-instruct";

type Scene = { readonly remote: Predictor; readonly context: readonly number[] };

async function withServer(context: TestContext, name: Parameters<typeof whyMissing>[0], change: Partial<RemoteOptions>, work: (scene: Scene) => Promise<void>): Promise<void> {
  if (process.env["PREMISE_TEST_SERVERS"] !== "1") context.skip("real servers take minutes; `npm run test:servers` runs them");
  const missing = whyMissing(name);
  if (missing !== null) context.skip(missing);
  const path = await ensureModel(model);
  if (path === null) return context.skip(`${model} is not here and could not be pulled`);
  await using server = await (name === "llama-server" ? startLlamaServer : startLlamaCppPython)(path);
  await using remote = await openRemote(toOptions(server, { model: "smollm2", limits: { concurrency: 1 }, ...change }));
  const [ids = []] = await remote.tokenize(["The tide follows the moon because"]);
  await work({ remote, context: ids });
}

async function collect(predictor: Predictor, context: readonly number[]): Promise<SampleEvent[]> {
  const events: SampleEvent[] = [];
  for await (const event of predictor.sample([{ context, maxTokens: 24, seed: 1, n: 2 }, { context, maxTokens: 24, seed: 1, temperature: 0.7, topK: 5, stop: [" the"] }])) events.push(event);
  return events;
}

/** Mean difference in nats between what the server reports of its draws and what the engine here gives the same tokens. */
async function differenceFromEngine(events: readonly SampleEvent[], context: readonly number[]): Promise<number> {
  await using engine = await openPredictor(model, { env: process.env, threads: 1, contextTokens: 512 });
  const drawn = events.flatMap((event) => (event.kind === "token" && event.request === 0 && event.sample === 0 ? [event.token] : []));
  const [outcome] = await engine.score([{ context, continuation: drawn.map(({ token }) => token) }]);
  if (outcome?.ok !== true) throw outcome?.error ?? new TypeError("no outcome");
  expect(drawn.length).toBeGreaterThan(5);
  return outcome.tokens.reduce((sum, { logprob }, i) => sum + Math.abs((logprob ?? 0) - (drawn[i]?.logprob ?? 0)), 0) / drawn.length;
}

describe("a real server", () => {
  it("beside which the exact world's own is trusted", async () => {
    await using server = await startWorldServer({ maxTop: 5 });
    await using remote = await openRemote(toOptions(server));
    expect(await remote.capabilities()).toMatchObject({ score: true, sample: true });
  });

  it("llama-server drops the echo without a word, so it may not score; its samples are those of the engine here", { timeout }, async (context) => {
    await withServer(context, "llama-server", {}, async ({ remote, context: ids }) => {
      expect(remote.info).toMatchObject({ vocabularySize: 49_152, contextTokens: 2048, kind: "instruct", endOfText: [2] });
      const [outcome] = await remote.score([{ context: ids.slice(0, 2), continuation: ids.slice(2) }]);
      expect(outcome).toMatchObject({ ok: false, error: { code: "remote/scores-not-trusted", details: { verdict: "echo-dropped" } } });
      const events = await collect(remote, ids);
      expect(events.filter(({ kind }) => kind === "refused")).toEqual([]);
      expect(events.filter(({ kind }) => kind === "end")).toHaveLength(3);
      expect(await differenceFromEngine(events, ids)).toBeLessThan(0.1);
    });
  });

  it("llama-cpp-python is one position off, so it may not score; its samples are those of the engine here", { timeout }, async (context) => {
    const told = { vocabularySize: 49_152, contextTokens: 2048, endOfText: [2] };
    await withServer(context, "llama-cpp-python", { told }, async ({ remote, context: ids }) => {
      const [outcome] = await remote.score([{ context: ids.slice(0, 2), continuation: ids.slice(2) }]);
      expect(outcome).toMatchObject({ ok: false, error: { code: "remote/scores-not-trusted", details: { verdict: "one-position-off" } } });
      const events = await collect(remote, ids);
      expect(events.filter(({ kind }) => kind === "refused")).toEqual([]);
      expect(await differenceFromEngine(events, ids)).toBeLessThan(0.1);
    });
  });
});
