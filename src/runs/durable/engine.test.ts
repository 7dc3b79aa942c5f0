import { afterAll, beforeAll, expect, it } from "vitest";
import { createChain } from "../../../test/durable/bodies.ts";
import { openDurableStore, openEngine, toJob } from "../../../test/durable/open.ts";
import { isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { createRandom } from "../../random/seeded.ts";
import type { Store } from "../../store/store.ts";
import { exampleSetting } from "../../testing/run-store-conformance.ts";
import type { RunHandle } from "../engine.ts";
import { createMemoryRunStore } from "../memory/store.ts";
import { createSteps } from "../steps.ts";

let store: Store;
let end: () => Promise<void>;
beforeAll(async () => void ({ store, end } = await openDurableStore()));
afterAll(() => end());

const job = toJob({ seed: 7, steps: 5 });

async function idsInMemory(): Promise<readonly string[]> {
  const memory = createMemoryRunStore(exampleSetting());
  const recorder = await memory.start(job);
  await createChain()(job.input, createSteps(recorder));
  return (await memory.read(recorder.header.id)).steps.map(({ id }) => id);
}

it("records the steps that memory does, and gives the body's result", async () => {
  await using engine = await openEngine(store, { chain: createChain() });
  await expect((await openEngine(store, {}, { schema: "nowhere" })).runs.list()).resolves.toEqual([]);
  const run = await engine.start(job);
  expect(await run.result()).toMatchObject({ logprob: -Infinity });
  const record = await engine.runs.read(run.id.slice(0, -1));
  expect(record).toMatchObject({ status: "done", header: { id: run.id, kind: "chain", title: "a chain", version: "1.0.0" }, cost: { calls: 5 } });
  expect(record.steps.map(({ id }) => id)).toEqual(await idsInMemory());
  expect(await engine.runs.list()).toEqual([record]);
  await expect(engine.resume(run.id)).rejects.toMatchObject({ code: "run/finished" });
});

it("stops where it is, and goes on in another engine with each step done once", async () => {
  const done: number[] = [];
  const stopping = new AbortController();
  const waiting = Promise.withResolvers<void>();
  const first = await openEngine(store, {
    chain: createChain(async (position) => {
      if (position === 3) {
        waiting.resolve();
        return await new Promise((_, reject) => stopping.signal.addEventListener("abort", () => reject(new PremiseError("interrupted"))));
      }
      done.push(position);
    }),
  }, { signal: stopping.signal });
  const run = await first.start(job);
  const result = expect(run.result()).rejects.toMatchObject({ code: "run/interrupted" });
  await waiting.promise;
  expect((await first.runs.read(run.id)).status).toBe("running");
  await expect(first.resume(run.id)).rejects.toMatchObject({ code: "run/in-use" });
  stopping.abort();
  await result;
  await first.close();

  const bodies = { chain: createChain(async (position) => void done.push(position)) };
  const other = await openEngine(store, bodies, { fingerprintOf: async () => "others" });
  await expect(other.resume(run.id)).rejects.toMatchObject({ code: "run/other-model" });
  await other.close();
  const second = await openEngine(store, bodies, { fingerprintOf: async () => "weights" });
  expect(await second.runs.read(run.id)).toMatchObject({ status: "interrupted", steps: [{ seed: 7 }, {}, {}] });
  await (await second.resume(run.id)).result();
  expect(done).toEqual([0, 1, 2, 3, 4]);
  const record = await second.runs.read(run.id);
  expect([record.status, record.steps.map(({ id }) => id)]).toEqual(["done", await idsInMemory()]);
});

it("does the step again at which it failed, once it is resumed", async () => {
  let isAway = true;
  const done: number[] = [];
  await using engine = await openEngine(store, {
    chain: createChain(async (position) => {
      if (position === 2 && isAway) throw new PremiseError("remote/unreachable", { url: "http://a", problem: "refused" });
      done.push(position);
    }),
  });
  const run = await engine.start(job);
  await expect(run.result()).rejects.toMatchObject({ code: "remote/unreachable", details: { problem: "refused" } });
  expect(await engine.runs.read(run.id)).toMatchObject({ status: "failed", steps: [{}, {}] });
  await expect((await engine.resume(run.id)).result()).rejects.toMatchObject({ code: "remote/unreachable", details: { problem: "refused" } });
  isAway = false;
  await (await engine.resume(run.id)).result();
  expect(done).toEqual([0, 1, 2, 3, 4]);
});

it("is resumed by its own version and with a body for its kind only", async () => {
  const bodies = { chain: createChain(() => Promise.reject(new PremiseError("remote/unreachable", { url: "http://a", problem: "refused" }))) };
  const first = await openEngine(store, bodies);
  await expect(first.start({ ...job, kind: "other" })).rejects.toMatchObject({ code: "run/unknown-kind", details: { known: "chain" } });
  const run = await first.start(job);
  await expect(run.result()).rejects.toMatchObject({ code: "remote/unreachable" });
  await first.close();
  const newer = await openEngine(store, bodies, { version: "2.0.0" });
  await expect(newer.resume(run.id)).rejects.toMatchObject({ code: "run/other-version", details: { version: "1.0.0", here: "2.0.0" } });
  await newer.close();
  await using other = await openEngine(store, {});
  await expect(other.resume(run.id)).rejects.toMatchObject({ code: "run/unknown-kind" });
  await expect(other.resume("nothing")).rejects.toMatchObject({ code: "run/unknown" });
});

it("forks a run with other input behind the steps that are kept", async () => {
  const done: number[] = [];
  await using engine = await openEngine(store, { chain: createChain(async (position) => void done.push(position)) });
  const run = await engine.start(job);
  await run.result();
  const fork = await engine.fork(run.id, { steps: 3, change: (old) => ({ ...old, input: { seed: 8, steps: 5 } }) });
  await fork.result();
  const [old, made] = [await engine.runs.read(run.id), await engine.runs.read(fork.id)];
  expect(made.steps.map(({ seed }) => seed)).toEqual([7, 7, 7, 8, 8]);
  expect(made.steps.slice(0, 3)).toEqual(old.steps.slice(0, 3));
  expect(done).toEqual([0, 1, 2, 3, 4, 3, 4]);
  await expect(engine.fork(run.id, { steps: 6 })).rejects.toMatchObject({ code: "run/no-step" });
});

it("cancels a run in the middle of a step, and goes on with it later", async () => {
  let isWaiting = true;
  const waiting = Promise.withResolvers<void>();
  await using engine = await openEngine(store, {
    chain: createChain(async (position, { signal }) => {
      if (position !== 2 || !isWaiting) return;
      waiting.resolve();
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new PremiseError("interrupted"))));
    }),
  });
  const run = await engine.start(job);
  const result = expect(run.result()).rejects.toMatchObject({ code: "run/interrupted" });
  await waiting.promise;
  await engine.cancel(run.id);
  await result;
  expect(await engine.runs.read(run.id)).toMatchObject({ status: "interrupted", steps: [{}, {}] });
  isWaiting = false;
  await (await engine.resume(run.id)).result();
  expect((await engine.runs.read(run.id)).steps).toHaveLength(5);
});

it("can be stopped at any moment, and goes on", async () => {
  const random = createRandom(3);
  const done: number[] = [];
  const bodies = { chain: createChain(async (position) => void done.push(position)) };
  let id: string | null = null;
  let stops = 0;
  for (let isDone = false; !isDone; stops++) {
    const engine = await openEngine(store, bodies);
    if (id !== null && (await engine.runs.read(id)).status === "done") break;
    const run: RunHandle = id === null ? await engine.start(toJob({ seed: 7, steps: 60 })) : await engine.resume(id);
    ({ id } = run);
    const ended = run.result().then(() => true, (error: unknown) => (isPremiseError(error) && error.code === "run/interrupted" ? false : Promise.reject(error as Error)));
    const target = done.length + 1 + random.below(20);
    let isEnded = false;
    void ended.then(() => (isEnded = true));
    while (!isEnded && done.length < target) await new Promise((resolve) => setTimeout(resolve, 1));
    await new Promise((resolve) => setTimeout(resolve, random.uniform() * 10));
    await engine.close();
    isDone = await ended;
  }
  expect(stops).toBeGreaterThan(1);
  const { status, steps } = await (await openEngine(store, bodies)).runs.read(id ?? "");
  expect([status, steps.length]).toEqual(["done", 60]);
  expect([...new Set(done)]).toEqual(steps.map((_, position) => position));
});
