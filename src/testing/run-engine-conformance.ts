/** @module What every engine of runs must do, as cases that any test runner can run. */
import { deepEqual, equal, rejects } from "node:assert/strict";
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { ErrorCode } from "../errors/table.ts";
import type { RunEngine, RunJob } from "../runs/engine.ts";
import type { RunBody, Steps } from "../runs/run.ts";
import { exampleStep } from "./run-store-conformance.ts";

export type RunEngineBench = {
  readonly bodies: Readonly<Record<string, RunBody>>;
  /** Of the predictor that is there, for every job. */
  readonly fingerprintOf?: (job: RunJob) => Promise<string | null>;
};

export type RunEngineCase = {
  readonly name: string;
  /** Throws where an engine does not behave. It opens one, and closes it. */
  readonly run: (create: (bench: RunEngineBench) => Promise<RunEngine>) => Promise<void>;
};

type CountInput = { readonly seed: number; readonly steps: number };
const job: RunJob = { kind: "count", title: "counts", input: { seed: 7, steps: 4 }, fingerprint: "weights" };

/** Counts; `work` is done in each step. */
function createCounting(work: (position: number, steps: Steps) => Promise<void> = async () => undefined): RunBody {
  return async (input, steps) => {
    const { seed, steps: count } = input as CountInput;
    let last = "";
    for (let position = 0; position < count; position++) {
      const step = await steps.take(async () => {
        await work(position, steps);
        return exampleStep({ kind: "count", seed, input: { position }, output: { position, logprob: -Infinity } });
      });
      last = step.id;
    }
    return { last, logprob: -Infinity };
  };
}

/** Waits in one step until the run is stopped, the first time that it comes there. */
function createWaiting(at: number): { readonly body: RunBody; readonly reached: Promise<void>; readonly done: number[] } {
  const reached = Promise.withResolvers<void>();
  const done: number[] = [];
  let isFirst = true;
  const body = createCounting(async (position, { signal }) => {
    if (position === at && isFirst) {
      isFirst = false;
      reached.resolve();
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new PremiseError("interrupted"))));
    }
    done.push(position);
  });
  return { body, reached: reached.promise, done };
}

export const runEngineCases: readonly RunEngineCase[] = [
  {
    name: "records each step, and gives the body's result",
    run: async (create) => {
      await using engine = await create({ bodies: { count: createCounting() } });
      deepEqual(await engine.runs.list(), []);
      const run = await engine.start(job);
      const result = await run.result();
      const record = await engine.runs.read(run.id.slice(0, -1));
      deepEqual([record.header.id, record.header.kind, record.header.title, record.status], [run.id, "count", "counts", "done"]);
      deepEqual(record.steps.map(({ output }) => output), [0, 1, 2, 3].map((position) => ({ position, logprob: -Infinity })));
      deepEqual(record.steps.map(({ parent }) => parent), [null, ...record.steps.slice(0, 3).map(({ id }) => id)]);
      deepEqual(result, { last: record.steps[3]?.id, logprob: -Infinity });
      deepEqual(await engine.runs.list(), [record]);
      await rejectsWith("run/finished", () => engine.resume(run.id));
      await engine.cancel(run.id);
      equal((await engine.runs.read(run.id)).status, "done");
    },
  },
  {
    name: "stops a run in the middle of a step, and goes on with it: each step is done once",
    run: async (create) => {
      const { body, reached, done } = createWaiting(2);
      await using engine = await create({ bodies: { count: body } });
      const run = await engine.start(job);
      const stopped = rejectsWith("run/interrupted", () => run.result());
      await reached;
      equal((await engine.runs.read(run.id)).status, "running");
      await rejectsWith("run/in-use", () => engine.resume(run.id));
      await engine.cancel(run.id);
      await stopped;
      const record = await engine.runs.read(run.id);
      deepEqual([record.status, record.steps.length], ["interrupted", 2]);
      await (await engine.resume(run.id)).result();
      deepEqual(done, [0, 1, 2, 3]);
      deepEqual((await engine.runs.read(run.id)).steps.slice(0, 2), record.steps);
    },
  },
  {
    name: "does the step again at which it failed, once it is resumed",
    run: async (create) => {
      let isAway = true;
      const done: number[] = [];
      const body = createCounting(async (position) => {
        if (position === 2 && isAway) throw new PremiseError("remote/unreachable", { url: "http://a", problem: "refused" });
        done.push(position);
      });
      await using engine = await create({ bodies: { count: body } });
      const run = await engine.start(job);
      await rejectsWith("remote/unreachable", () => run.result());
      const record = await engine.runs.read(run.id);
      deepEqual([record.status, record.steps.length], ["failed", 2]);
      isAway = false;
      await (await engine.resume(run.id)).result();
      deepEqual(done, [0, 1, 2, 3]);
    },
  },
  {
    name: "begins a run with another's first steps, which are not done again",
    run: async (create) => {
      const done: number[] = [];
      await using engine = await create({ bodies: { count: createCounting(async (position) => void done.push(position)) } });
      const run = await engine.start(job);
      await run.result();
      const fork = await engine.fork(run.id, { steps: 2, change: (old) => ({ ...old, input: { seed: 8, steps: 4 } }) });
      await fork.result();
      deepEqual([(await engine.job(run.id)).input, (await engine.job(fork.id)).input], [job.input, { seed: 8, steps: 4 }]);
      const [old, made] = [await engine.runs.read(run.id), await engine.runs.read(fork.id)];
      deepEqual(made.steps.map(({ seed }) => seed), [7, 7, 8, 8]);
      deepEqual(made.steps.slice(0, 2), old.steps.slice(0, 2));
      const known = await engine.start(job, { known: old.steps.slice(0, 3) });
      await known.result();
      deepEqual((await engine.runs.read(known.id)).steps.map(({ id }) => id), old.steps.map(({ id }) => id));
      deepEqual(done, [0, 1, 2, 3, 2, 3, 3]);
      await rejectsWith("run/no-step", () => engine.fork(run.id, { steps: 5 }));
    },
  },
  {
    name: "goes on with the model only that a run was begun with",
    run: async (create) => {
      let here = "weights";
      const { body, reached } = createWaiting(1);
      await using engine = await create({ bodies: { count: body }, fingerprintOf: async () => here });
      const run = await engine.start(job);
      const stopped = rejectsWith("run/interrupted", () => run.result());
      await reached;
      await engine.cancel(run.id);
      await stopped;
      here = "others";
      await rejectsWith("run/other-model", () => engine.resume(run.id));
      here = "weights";
      await (await engine.resume(run.id)).result();
    },
  },
  {
    name: "knows neither other kinds nor other runs",
    run: async (create) => {
      await using engine = await create({ bodies: { count: createCounting() } });
      await rejectsWith("run/unknown-kind", () => engine.start({ ...job, kind: "other" }));
      await rejectsWith("run/unknown-kind", () => engine.start({ ...job, kind: "toString" }));
      for (const act of [() => engine.resume("nothing"), () => engine.cancel("nothing"), () => engine.fork("nothing", { steps: 0 }), () => engine.job("nothing"), () => engine.runs.read("nothing"), () => engine.cancel("")]) await rejectsWith("run/unknown", act);
    },
  },
  {
    name: "tells those who wait when it is closed",
    run: async (create) => {
      const { body, reached } = createWaiting(1);
      const engine = await create({ bodies: { count: body } });
      const run = await engine.start(job);
      const stopped = rejectsWith("run/interrupted", () => run.result());
      await reached;
      await engine.close();
      await stopped;
      await engine.close();
    },
  },
];

async function rejectsWith(code: ErrorCode, act: () => Promise<unknown>): Promise<void> {
  await rejects(act, (error: unknown) => isPremiseError(error) && error.code === code);
}
