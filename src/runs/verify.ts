/** @module Looks whether a run is as it was written: every step's hash computed again, and the chain of parents. */
import { isPremiseError } from "../errors/premise-error.ts";
import type { ErrorCode } from "../errors/table.ts";
import type { Step } from "../protocol/results.ts";
import { hashValue } from "../random/hash.ts";
import type { RunRecord, RunStatus } from "./run.ts";
import { verifySteps } from "./step.ts";

/** `step` counts from 1; null where the damage lies outside the steps, or where is not told. */
export type RunDamage = { readonly code: ErrorCode; readonly step: number | null; readonly problem: string };

/** `status`, `steps` (how many) and `digest` are null for a run that cannot be read. */
export type RunVerification = { readonly id: string; readonly status: RunStatus | null; readonly steps: number | null; readonly digest: string | null; readonly damage: RunDamage | null };

/**
 * Trusts neither the store nor a server between: what was read is checked again here.
 * @throws PremiseError what `read` throws for a run that is not there, or a store that is not.
 */
export async function verifyRun(id: string, read: (id: string) => Promise<RunRecord>): Promise<RunVerification> {
  try {
    const { header, steps, status } = await read(id);
    verifySteps(header.id, steps);
    return { id: header.id, status, steps: steps.length, digest: digestSteps(steps), damage: null };
  } catch (error) {
    if (!isPremiseError(error) || (error.code !== "run/damaged" && error.code !== "input/unreadable")) throw error;
    const { run, step, problem } = error.details;
    const damage = { code: error.code, step: typeof step === "number" && step > 0 ? step : null, problem: String(problem) };
    return { id: typeof run === "string" ? run : id, status: null, steps: null, digest: null, damage };
  }
}

/** Stands for all steps and their order: the last one's id would leave out what branches off. Costs and the header are not in it. */
export function digestSteps(steps: readonly Step[]): string {
  return hashValue(steps.map(({ id }) => id));
}
