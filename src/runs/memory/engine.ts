/** @module Runs of an engine kept in memory: they go on until their process ends. For tests, and for programs that need nothing to stay. */
import { isPremiseError, PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { Step } from "../../protocol/results.ts";
import { toJson } from "../../random/json.ts";
import { type Bodies, type FingerprintOf, requireBody, requireSameModel } from "../bodies.ts";
import type { RunEngine, RunHandle, RunJob } from "../engine.ts";
import { findRunId } from "../find.ts";
import type { RunBody, RunHeader, RunRecord, RunStatus, RunStoreSetting } from "../run.ts";
import { byNewest, copyStep, createHeader, createRecord, identifyStep } from "../step.ts";

export type MemoryEngineSetting = RunStoreSetting & {
  /** By the kind of run. */
  readonly bodies: Bodies;
  /** Of the predictor that is here for a job; left out, nothing is compared. */
  readonly fingerprintOf?: FingerprintOf;
};

type Kept = { readonly header: RunHeader; readonly job: RunJob; readonly steps: Step[]; status: RunStatus; stop: AbortController };

/** Input, steps and results are copied, as a disk would. A queue is not waited in: every run begins at once. */
export function createMemoryRunEngine(setting: MemoryEngineSetting): RunEngine {
  const { bodies, fingerprintOf } = setting;
  const kept = new Map<string, Kept>();
  const find = (name: string): Kept => kept.get(findRunId(name, [...kept.keys()])) as Kept;
  const toRecord = ({ header, steps, status }: Kept): RunRecord => createRecord(header, [...steps], status);
  const begin = (run: Kept): RunHandle => {
    const ended = perform(run, requireBody(bodies, run.job.kind));
    // Whoever does not ask for the result is not told of a failure.
    ended.catch(() => undefined);
    return { id: run.header.id, result: async () => await ended };
  };
  const start = (job: RunJob, known: readonly Step[]): RunHandle => {
    requireBody(bodies, job.kind);
    const run: Kept = { header: createHeader(job, setting), job: copy(job), steps: known.map(copy), status: "running", stop: new AbortController() };
    kept.set(run.header.id, run);
    return begin(run);
  };
  const close = async (): Promise<void> => {
    for (const run of kept.values()) if (run.status === "running") interrupt(run);
  };
  return {
    runs: { list: async () => [...kept.values()].map(toRecord).sort(byNewest), read: async (name) => toRecord(find(name)) },
    job: async (name) => copy(find(name).job),
    start: async (job, { known = [] } = {}) => start(job, known),
    resume: async (name, given = {}) => {
      const run = find(name);
      const { id } = run.header;
      if (run.status === "done") throw new PremiseError("run/finished", { run: id });
      const here = given.fingerprint ?? (await fingerprintOf?.(run.job));
      if (here !== undefined) requireSameModel(id, run.job, here);
      if (run.status === "running") throw new PremiseError("run/in-use", { run: id, executor: "this one" });
      Object.assign(run, { status: "running", stop: new AbortController() });
      return begin(run);
    },
    fork: async (name, { steps, change = (job) => job }) => {
      const { header, job, steps: done } = find(name);
      if (done.length < steps) throw new PremiseError("run/no-step", { run: header.id, steps: done.length, wanted: steps });
      return start(change(copy(job)), done.slice(0, steps));
    },
    cancel: async (name) => {
      const run = find(name);
      if (run.status === "running" || run.status === "failed") interrupt(run);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** What this life of a run does; once it is stopped it changes nothing any more. */
async function perform(run: Kept, body: RunBody): Promise<unknown> {
  const { signal } = run.stop;
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(new PremiseError("run/interrupted", { run: run.header.id }));
  signal.addEventListener("abort", stop, { once: true });
  try {
    const result = await Promise.race([body(copy(run.job.input), createSteps(run, signal)), stopped.promise]);
    run.status = "done";
    return copy(result ?? null);
  } catch (error) {
    if (!signal.aborted) run.status = "failed";
    throw isPremiseError(error) ? error : toPremiseError(error);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function createSteps(run: Kept, signal: AbortSignal): Parameters<RunBody>[1] {
  const { id } = run.header;
  let next = 0;
  return {
    run: id,
    signal,
    take: async (work) => {
      const before = run.steps[next++];
      if (before !== undefined) return copy(before);
      if (signal.aborted) throw new PremiseError("run/interrupted", { run: id });
      const done = await work();
      if (signal.aborted) throw new PremiseError("run/interrupted", { run: id });
      const step = copyStep(id, identifyStep(done, run.steps.at(-1)?.id ?? null), new Set(run.steps.map((each) => each.id)));
      run.steps.push(step);
      return copy(step);
    },
  };
}

function interrupt(run: Kept): void {
  run.status = "interrupted";
  run.stop.abort(new PremiseError("run/interrupted", { run: run.header.id }));
}

function copy<T>(value: T): T {
  return JSON.parse(toJson(value)) as T;
}
