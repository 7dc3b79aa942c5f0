/** @module A run's body as the workflow that DBOS calls, again from the top when a run is resumed. */
import { DBOSWorkflowConflictError, Error as DbosErrors } from "@dbos-inc/dbos-sdk";
import type { Activity } from "./activity.ts";
import { type Bodies, type FingerprintOf, requireBody, requireSameModel } from "../bodies.ts";
import { type RunInput, type RunOutput, toJob, toStored } from "./input.ts";
import { createDurableSteps, never } from "./steps.ts";

export type WorkflowSetting = {
  readonly bodies: Bodies;
  readonly fingerprintOf: FingerprintOf | undefined;
  /** Once it is aborted, nothing ends here any more: each run stays as it was recorded. */
  readonly stopping: AbortSignal;
  readonly activity: Activity;
  /** Told when a body has ended; that is not recorded yet. */
  readonly onEnd: (run: string) => void;
};

export function createWorkflow({ bodies, fingerprintOf, stopping, activity, onEnd }: WorkflowSetting): (input: RunInput) => Promise<RunOutput> {
  const check = async (run: RunInput): Promise<void> => {
    if (fingerprintOf !== undefined) requireSameModel(run.header.id, toJob(run), await fingerprintOf(toJob(run)));
  };
  return async (run) => {
    const { header, input, known } = run;
    if (stopping.aborted) return await never();
    const cancelling = new AbortController();
    const steps = createDurableSteps({ run: header.id, known, stopping, cancelling, activity });
    try {
      await check(run);
      const result = (await requireBody(bodies, header.kind)(input, steps)) ?? null;
      if (stopping.aborted) return await never();
      onEnd(header.id);
      return { result, ...steps.end() };
    } catch (error) {
      if (stopping.aborted) return await never();
      if (isOfDbos(error)) throw error;
      onEnd(header.id);
      throw toStored(error);
    }
  };
}

/** What DBOS stops a run with: it is cancelled, or goes on elsewhere. */
function isOfDbos(error: unknown): boolean {
  return error instanceof DBOSWorkflowConflictError || error instanceof DbosErrors.DBOSWorkflowCancelledError;
}
