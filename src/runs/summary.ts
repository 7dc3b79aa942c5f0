/** @module A run in one row of a list. */
import type { Cost } from "../protocol/results.ts";
import type { RunHeader, RunRecord, RunStatus } from "./run.ts";

/** `cost` and `steps` (how many) are null for a damaged run: what it took is not known. */
export type RunSummary = RunHeader & { readonly status: RunStatus; readonly cost: Cost | null; readonly steps: number | null };

export function summariseRun({ header, status, cost, steps }: RunRecord): RunSummary {
  return { ...header, status, ...(status === "damaged" ? { cost: null, steps: null } : { cost, steps: steps.length }) };
}
