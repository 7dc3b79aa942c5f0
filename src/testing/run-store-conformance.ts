/** @module What every run store must do, as cases that any test runner can run. */
import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { isPremiseError } from "../errors/premise-error.ts";
import type { ErrorCode } from "../errors/table.ts";
import { noCost } from "../protocol/cost.ts";
import { createFixedClock } from "../random/clock.ts";
import type { NewStep, RunStore, RunStoreSetting } from "../runs/run.ts";

export type RunStoreCase = {
  readonly name: string;
  /** Throws where `create`'s stores do not behave; each call of `create` must give an empty one. */
  readonly run: (create: (setting: RunStoreSetting) => RunStore | Promise<RunStore>) => Promise<void>;
};

/** A step for tests, with whatever `change` names put in. */
export function exampleStep(change: Partial<NewStep> = {}): NewStep {
  const cost = { ...noCost, promptTokens: 7, calls: 1, seconds: 0.5 };
  return { kind: "score", input: { text: "a" }, output: [1, null, "ü\n"], credences: null, verdict: null, cost, seed: 3, fingerprint: null, ...change };
}

/** A setting whose clock moves one second on at each look. */
export function exampleSetting(): RunStoreSetting {
  let looks = 0;
  const clock = createFixedClock(new Date(0));
  const now = (): Date => new Date(Date.UTC(2026, 2, 1, 10, 0, looks++));
  return { clock: { ...clock, now }, version: "0.0.0-test", unique: () => `unique ${looks}` };
}

const ask = { kind: "ask", title: "Which gas?" };

export const runStoreCases: readonly RunStoreCase[] = [
  {
    name: "gives back what was recorded, in order, with the summed cost",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      const first = await recorder.record(exampleStep());
      const second = await recorder.record(exampleStep({ kind: "answer" }));
      await recorder.finish("done");
      const record = await store.read(recorder.header.id);
      deepEqual(record.header, recorder.header);
      deepEqual(record.steps, [first, second]);
      equal(record.status, "done");
      equal(record.cost.promptTokens, 14);
      equal(record.cost.seconds, 1);
    },
  },
  {
    name: "chains steps by parent, and identifies them by content but not by cost",
    run: async (create) => {
      const store = await create(exampleSetting());
      const [a, b] = [await store.start(ask), await store.start(ask)];
      const first = await a.record(exampleStep());
      const same = await b.record(exampleStep({ cost: { ...noCost, seconds: 99 } }));
      const next = await a.record(exampleStep());
      const other = await b.record(exampleStep({ seed: 4 }));
      equal(first.parent, null);
      equal(first.id, same.id);
      equal(next.parent, first.id);
      ok(next.id !== first.id && other.id !== next.id);
    },
  },
  {
    name: "keeps the order of calls that overlap",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      await Promise.all([1, 2, 3, 4].map((seed) => recorder.record(exampleStep({ seed }))));
      const { steps } = await store.read(recorder.header.id);
      deepEqual(steps.map((step) => step.seed), [1, 2, 3, 4]);
      deepEqual(steps.map((step) => step.parent), [null, ...steps.slice(0, 3).map((step) => step.id)]);
    },
  },
  {
    name: "takes any earlier step as the parent, and refuses one that it does not have",
    run: async (create) => {
      const store = await create(exampleSetting());
      const [recorder, other] = [await store.start(ask), await store.start(ask)];
      const first = await recorder.record(exampleStep());
      const elsewhere = await other.record(exampleStep({ seed: 4 }));
      for (const parent of ["nobody", elsewhere.id]) await rejectsWith("run/invalid-step", () => recorder.record(exampleStep({ parent })));
      await recorder.record(exampleStep());
      const branch = await recorder.record(exampleStep({ parent: first.id, seed: 5 }));
      await recorder.record(exampleStep());
      await recorder.finish("done");
      const { steps, status } = await store.read(recorder.header.id);
      deepEqual([status, steps.length], ["done", 4]);
      deepEqual([branch.parent, steps[3]?.parent], [first.id, branch.id]);
    },
  },
  {
    name: "refuses the same step after the same parent",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      const first = await recorder.record(exampleStep({ parent: null }));
      await rejectsWith("run/invalid-step", () => recorder.record(exampleStep({ parent: null })));
      await recorder.finish("done");
      deepEqual((await store.read(recorder.header.id)).steps, [first]);
    },
  },
  {
    name: "gives back infinite numbers, and the texts that look like them",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      const output = { logprob: -Infinity, surprisal: Infinity, first: null, texts: ["-Infinity", "-1e999"] };
      const step = await recorder.record(exampleStep({ output }));
      await recorder.finish("done");
      const { steps } = await store.read(recorder.header.id);
      deepEqual(steps, [step]);
      deepEqual(steps[0]?.output, output);
    },
  },
  {
    name: "refuses what it could not give back, and takes the next step",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      const noted = { ...exampleStep(), note: "a" };
      const negative = exampleStep({ cost: { ...noCost, promptTokens: -1 } });
      for (const step of [noted, negative, exampleStep({ output: undefined })]) await rejectsWith("run/invalid-step", () => recorder.record(step));
      await rejectsWith("input/not-a-number", () => recorder.record(exampleStep({ output: [Number.NaN] })));
      const step = await recorder.record(exampleStep());
      await recorder.finish("done");
      deepEqual((await store.read(recorder.header.id)).steps, [step]);
    },
  },
  {
    name: "keeps a step as it was when it was recorded",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      const output = [1];
      const step = await recorder.record(exampleStep({ output }));
      output.push(2);
      deepEqual(step.output, [1]);
      (step.output as number[]).push(3);
      await recorder.finish("done");
      deepEqual((await store.read(recorder.header.id)).steps.map((each) => each.output), [[1]]);
    },
  },
  {
    name: "lists the newest first, with their status",
    run: async (create) => {
      const store = await create(exampleSetting());
      deepEqual(await store.list(), []);
      const ids: string[] = [];
      for (const status of ["done", "failed", "interrupted"] as const) {
        const recorder = await store.start(ask);
        await recorder.finish(status);
        ids.unshift(recorder.header.id);
      }
      const running = await store.start(ask);
      const records = await store.list();
      deepEqual(records.map((record) => record.header.id), [running.header.id, ...ids]);
      deepEqual(records.map((record) => record.status), ["running", "interrupted", "failed", "done"]);
    },
  },
  {
    name: "finds a run by a beginning that is its own, and by no other",
    run: async (create) => {
      const store = await create(exampleSetting());
      const recorder = await store.start(ask);
      equal((await store.read(recorder.header.id.slice(0, -2))).header.id, recorder.header.id);
      await store.start(ask);
      await rejectsWith("run/unknown", () => store.read(recorder.header.id.slice(0, 4)));
      await rejectsWith("run/unknown", () => store.read("nothing"));
      await rejectsWith("run/unknown", () => store.read(""));
    },
  },
  {
    name: "takes nothing after the end",
    run: async (create) => {
      const recorder = await (await create(exampleSetting())).start(ask);
      await recorder.finish("done");
      await rejectsWith("run/finished", () => recorder.record(exampleStep()));
      await rejectsWith("run/finished", () => recorder.finish("failed"));
    },
  },
];

async function rejectsWith(code: ErrorCode, act: () => Promise<unknown>): Promise<void> {
  await rejects(act, (error: unknown) => isPremiseError(error) && error.code === code);
}
