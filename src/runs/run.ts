/** @module A run: recorded, content-addressed steps that can be read back, checked and (later) resumed. Implementations: `memory/`, `jsonl/`, `stored/`. */
import type { Cost, Step } from "../protocol/results.ts";
import type { Clock } from "../random/clock.ts";

export type RunHeader = {
  readonly id: string;
  /** `ask`, `chat`, `reason`, ... */
  readonly kind: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly title: string;
  readonly version: string;
};

/** The recorder fills in the identity, and the step recorded before as the parent where none is named. */
export type NewStep = Omit<Step, "id" | "parent"> & { readonly parent?: string | null };

/** `interrupted`: stopped before its end, by a signal or a crash; `damaged`: its record cannot be trusted (seen in lists only). */
export type RunStatus = "running" | "done" | "failed" | "interrupted" | "damaged";

export type RunOutcome = Exclude<RunStatus, "running" | "damaged">;

export type RunRecord = {
  readonly header: RunHeader;
  readonly steps: readonly Step[];
  readonly status: RunStatus;
  /** Sum over the steps. */
  readonly cost: Cost;
};

/** What a store takes as arguments: the time, the package's version, and a text that is different at every call. */
export type RunStoreSetting = { readonly clock: Clock; readonly version: string; readonly unique: () => string };

/** Writes one run. A step is on disk (where there is a disk) when `record` resolves. */
export interface Recorder {
  readonly header: RunHeader;
  /**
   * Gives back a copy, as `read` will: infinite numbers included.
   * @throws PremiseError `run/write-failed`; `run/finished` after `finish`; `run/invalid-step` for a step that could not be read back, whose
   * parent is not recorded in this run, or that is recorded already; `input/not-a-number` for a NaN in it.
   */
  record(step: NewStep): Promise<Step>;
  /** Marks the run's end; nothing can be recorded afterwards. */
  finish(status: RunOutcome): Promise<void>;
}

/** What a run's body asks its steps of: each is done once and recorded; one that is recorded already is given back as it was, without being done again. */
export interface Steps {
  /** The run's id. */
  readonly run: string;
  /** Aborted when the run has to stop before its end: it stays as it is, to be resumed. */
  readonly signal: AbortSignal;
  /** One after the other: the next may be asked for when this one is given. @throws PremiseError what the work throws, or `Recorder.record`. */
  take(work: () => Promise<NewStep>): Promise<Step>;
}

/** From its input and its steps alone to its result, both JSON: time, randomness and model calls come from steps, so that it can be run again from the top. */
export type RunBody = (input: unknown, steps: Steps) => Promise<unknown>;

export interface RunStore {
  /** @throws PremiseError `run/write-failed`. */
  start(run: { readonly kind: string; readonly title: string }): Promise<Recorder>;
  /** Newest first; a damaged run is in it with that status, so that one bad file does not hide the others. */
  list(): Promise<readonly RunRecord[]>;
  /** Also by a unique beginning of the id. @throws PremiseError `run/unknown`; `run/damaged` when its record is not as it was written. */
  read(id: string): Promise<RunRecord>;
}
