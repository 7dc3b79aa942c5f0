/** @module Runs that go on in this server: its engine, opened when the first begins, what is heard of each meanwhile, and who pays for those that nobody asks for any more. */
import { setImmediate } from "node:timers/promises";
import { PremiseError } from "../../errors/premise-error.ts";
import type { ReasonProgress } from "../../reason/job.ts";
import type { RunEngine, RunHandle, RunJob } from "../../runs/engine.ts";
import type { RunBody } from "../../runs/run.ts";
import type { Step } from "../../protocol/results.ts";
import type { Resource } from "../../reason/tools/tool.ts";
import type { Premise } from "../../premises/schema.ts";
import type { Ledger } from "../../store/ledger.ts";
import { createLiveRuns, type LiveRun, type LiveRuns } from "./live.ts";
import { listenIn } from "./listen-in.ts";
import { payForLeft } from "./pay-for-left.ts";

/** By the kind of run. */
export type Bodies = Readonly<Record<string, RunBody>>;

export type ServedRunsSetting = {
  /** Called once, when the first run begins here. */
  readonly open: (bodies: Bodies) => Promise<RunEngine>;
  readonly bodies: (onProgress: (run: string, progress: ReasonProgress) => void) => Bodies;
  /** What a predicted person under this premise has at hand here. */
  readonly resourcesOf: (premise: Premise) => readonly Pick<Resource, "name" | "identity">[];
  /** Runs that go on without a client wait in it. */
  readonly queue?: string;
  readonly ledger: Ledger;
  /** Different at every call. */
  readonly unique: () => string;
};

export type StartedRun = RunHandle & { readonly live: LiveRun };

export interface ServedRuns extends AsyncDisposable {
  readonly lives: LiveRuns;
  readonly resourcesOf: ServedRunsSetting["resourcesOf"];
  readonly bodies: Bodies;
  engine(): Promise<RunEngine>;
  /** Whoever pays for it has been told of its end; its record tells the rest. */
  forget(live: LiveRun): void;
  /** `known`: steps that were done before. @throws PremiseError what `RunEngine.start` throws. */
  start(job: RunJob, options: { readonly isDetached: boolean; readonly known?: readonly Step[] }): Promise<StartedRun>;
  /** `id` is whole. @throws PremiseError what `RunEngine.resume` throws. */
  resume(id: string): Promise<StartedRun>;
  /** What runs here stops where it is, and whoever waits for it is told. */
  close(): Promise<void>;
}

export function createServedRuns({ open, bodies: createBodies, resourcesOf, queue, ledger, unique }: ServedRunsSetting): ServedRuns {
  const lives = createLiveRuns();
  const inner = createBodies((run, progress) => lives.find(run)?.tell({ kind: "progress", progress }));
  const beginning = new Set<Promise<unknown>>();
  const asked = new Set<string>();
  let opened: Promise<RunEngine> | null = null;
  const engine = async (): Promise<RunEngine> => await (opened ??= open(bodies).catch((error: unknown) => {
    opened = null;
    throw error;
  }));
  const bodies = Object.fromEntries(Object.entries(inner).map(([kind, body]): [string, RunBody] => [kind, async (input, steps) => {
    const live = lives.begin(steps.run);
    // Whoever begins it tells its id only when it has begun.
    await Promise.all(beginning);
    const heard = listenIn(steps, live);
    if (asked.has(steps.run)) return await body(input, heard);
    return await payForLeft({ live, input, ledger, unique, engine, forget: () => forget(live) }, () => body(input, heard));
  }]));
  const ask = async (begin: (engine: RunEngine) => Promise<RunHandle>): Promise<StartedRun> => {
    const its = await engine();
    const told = Promise.withResolvers<void>();
    beginning.add(told.promise);
    try {
      const { id, result } = await begin(its);
      asked.add(id);
      return { id, result, live: lives.expect(id) };
    } finally {
      told.resolve();
      beginning.delete(told.promise);
    }
  };
  const close = async (): Promise<void> => {
    await (await opened?.catch(() => null))?.close();
    for (const live of lives.list()) live.end({ ok: false, error: new PremiseError("run/interrupted", { run: live.run }) });
    // Until those who wait have settled what they pay.
    await setImmediate();
  };
  const forget = (live: LiveRun): void => void (lives.forget(live) && asked.delete(live.run));
  return {
    lives, resourcesOf, bodies: inner, engine, forget, close,
    start: async (job, { isDetached, known = [] }) => await ask((its) => its.start(job, { known, ...(isDetached && queue !== undefined ? { queue } : {}) })),
    resume: async (id) => {
      const takeBack = lives.renew(id);
      return await ask((its) => its.resume(id)).catch((error: unknown) => {
        takeBack();
        throw error;
      });
    },
    [Symbol.asyncDispose]: close,
  };
}
