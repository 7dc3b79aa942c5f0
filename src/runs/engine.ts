/** @module The engine of runs that survive the end of their process: each step is recorded where it was done, and a run goes on from its last one. Implementation: `durable/`. */
import type { Step } from "../protocol/results.ts";
import type { RunStore } from "./run.ts";

/** What a run is to do. `input` is JSON, for the body of this `kind`; `fingerprint` is that of the predictor, null where none is used. */
export type RunJob = { readonly kind: string; readonly title: string; readonly input: unknown; readonly fingerprint: string | null };

export type RunHandle = {
  readonly id: string;
  /** What the body gave. @throws PremiseError what the body threw; `run/interrupted` when the run has stopped before its end. */
  readonly result: () => Promise<unknown>;
};

export type RunStart = {
  /** A queue of that name, whose workers run it; by default this process does, at once. */
  readonly queue?: string;
  /** Steps that were done before, oldest first: they are recorded again, and given in place of doing the first ones. */
  readonly known?: readonly Step[];
};

export type RunFork = {
  /** How many of the first steps are kept. */
  readonly steps: number;
  /** The new run's job, made of the old one. */
  readonly change?: (job: RunJob) => RunJob;
};

/** Ids are taken by a beginning that no other run has. */
export interface RunEngine extends AsyncDisposable {
  /** Runs of this engine, those of other processes on the same database included. */
  readonly runs: Pick<RunStore, "list" | "read">;
  /** What a run was to do. @throws PremiseError `run/unknown`, `run/damaged`. */
  job(id: string): Promise<RunJob>;
  /** @throws PremiseError `run/unknown-kind`, `store/...`. */
  start(job: RunJob, options?: RunStart): Promise<RunHandle>;
  /**
   * Goes on with a run that was interrupted, cancelled or has failed; a step that failed is done again.
   * @param setting `fingerprint` of the predictor that is there now; left out, it is compared only where the engine can tell.
   * @throws PremiseError `run/unknown`, `run/finished`, `run/in-use`, `run/other-version`, `run/other-model`, `run/unknown-kind`.
   */
  resume(id: string, setting?: { readonly fingerprint?: string | null }): Promise<RunHandle>;
  /** A new run that begins with another's first steps. @throws PremiseError `run/unknown`, `run/damaged`, `run/no-step`, `run/unknown-kind`. */
  fork(id: string, fork: RunFork): Promise<RunHandle>;
  /** Stops a run, also in another process, before its next step; it can be resumed. One that has ended stays as it is. @throws PremiseError `run/unknown`. */
  cancel(id: string): Promise<void>;
  /** What runs here stops where it is, to be resumed; nothing half done is recorded. */
  close(): Promise<void>;
}
