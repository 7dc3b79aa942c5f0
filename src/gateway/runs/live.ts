/** @module What is heard of the runs that go on in this process: their steps and their progress, from the first on, by whoever listens. */
import type { Step } from "../../protocol/results.ts";
import type { ReasonProgress } from "../../reason/job.ts";

/** `isNew`: it was done now, and not read from the record. */
export type RunEvent = { readonly kind: "step"; readonly step: Step; readonly isNew: boolean } | { readonly kind: "progress"; readonly progress: ReasonProgress };

export type RunEnd = { readonly ok: true; readonly result: unknown } | { readonly ok: false; readonly error: unknown };

/** One life of a run. */
export interface LiveRun {
  readonly run: string;
  /** `hear` is told at once what came before. @returns what ends listening. */
  listen(hear: (event: RunEvent) => void): () => void;
  tell(event: RunEvent): void;
  readonly ended: Promise<RunEnd>;
  end(end: RunEnd): void;
}

export interface LiveRuns {
  /** As its body begins. */
  begin(run: string): LiveRun;
  /** Of a run that was just started, whose body may not have begun. */
  expect(run: string): LiveRun;
  /** Before a run begins anew; what is returned takes that back. */
  renew(run: string): () => void;
  find(run: string): LiveRun | undefined;
  /** @returns false for an earlier life of a run that has begun anew. */
  forget(live: LiveRun): boolean;
  list(): readonly LiveRun[];
}

export function createLiveRuns(): LiveRuns {
  const lives = new Map<string, LiveRun>();
  const begun = new WeakSet<LiveRun>();
  const add = (run: string): LiveRun => {
    const live = createLiveRun(run);
    lives.set(run, live);
    return live;
  };
  return {
    begin(run) {
      const expected = lives.get(run);
      const live = expected === undefined || begun.has(expected) ? add(run) : expected;
      begun.add(live);
      return live;
    },
    expect: (run) => lives.get(run) ?? add(run),
    renew(run) {
      const before = lives.get(run);
      const live = add(run);
      return () => {
        if (lives.get(run) !== live) return;
        if (before === undefined) lives.delete(run);
        else lives.set(run, before);
      };
    },
    find: (run) => lives.get(run),
    forget: (live) => lives.get(live.run) === live && lives.delete(live.run),
    list: () => [...lives.values()],
  };
}

function createLiveRun(run: string): LiveRun {
  const told: RunEvent[] = [];
  const listeners = new Set<(event: RunEvent) => void>();
  const ended = Promise.withResolvers<RunEnd>();
  return {
    run,
    ended: ended.promise,
    listen(hear) {
      for (const event of told) hear(event);
      listeners.add(hear);
      return () => void listeners.delete(hear);
    },
    tell(event) {
      told.push(event);
      for (const hear of listeners) hear(event);
    },
    end: ended.resolve,
  };
}
