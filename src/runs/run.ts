/** @module A run: recorded, content-addressed steps that can be read back, checked and (later) resumed. Implementations: `memory/`, `jsonl/`. */
import type { Cost, Step } from "../protocol/results.ts";

export type RunHeader = {
  readonly id: string;
  /** `ask`, `chat`, `reason`, ... */
  readonly kind: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly title: string;
  readonly version: string;
};

/** What the recorder fills in itself: the identity and the parent (the step recorded before). */
export type NewStep = Omit<Step, "id" | "parent"> & { readonly parent?: string | null };

export type RunStatus = "running" | "done" | "failed" | "interrupted";

export type RunRecord = {
  readonly header: RunHeader;
  readonly steps: readonly Step[];
  readonly status: RunStatus;
  /** Sum over the steps. */
  readonly cost: Cost;
};

/** Writes one run. A step is on disk (where there is a disk) when `record` resolves. */
export interface Recorder {
  readonly header: RunHeader;
  record(step: NewStep): Promise<Step>;
  /** Marks the run's end; nothing can be recorded afterwards. */
  finish(status: Exclude<RunStatus, "running">): Promise<void>;
}

export interface RunStore {
  /** @throws PremiseError `run/write-failed`. */
  start(run: { readonly kind: string; readonly title: string }): Promise<Recorder>;
  /** Newest first. */
  list(): Promise<readonly RunRecord[]>;
  /** Also by a unique beginning of the id. @throws PremiseError `run/unknown`; `run/damaged` when a step does not have the id that its content gives. */
  read(id: string): Promise<RunRecord>;
}
