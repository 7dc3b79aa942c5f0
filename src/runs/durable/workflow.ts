/** @module A run's body as the workflow that DBOS calls, again from the top when a run is resumed. */
import { DBOSWorkflowConflictError, Error as DbosErrors } from "@dbos-inc/dbos-sdk";
import type { Activity } from "./activity.ts";
import { type Bodies, requireBody } from "./bodies.ts";
import { type RunInput, type RunOutput, toStored } from "./input.ts";
import { createDurableSteps, never } from "./steps.ts";

/** @param stopping once it is aborted, nothing ends here any more: each run stays as it was recorded. */
export function createWorkflow(bodies: Bodies, stopping: AbortSignal, activity: Activity): (input: RunInput) => Promise<RunOutput> {
  return async ({ header, input, known }) => {
    if (stopping.aborted) return await never();
    const cancelling = new AbortController();
    const steps = createDurableSteps({ run: header.id, known, stopping, cancelling, activity });
    try {
      const result = (await requireBody(bodies, header.kind)(input, steps)) ?? null;
      return stopping.aborted ? await never() : { result, ...steps.end() };
    } catch (error) {
      if (stopping.aborted) return await never();
      throw isOfDbos(error) ? error : toStored(error);
    }
  };
}

/** What DBOS stops a run with: it is cancelled, or goes on elsewhere. */
function isOfDbos(error: unknown): boolean {
  return error instanceof DBOSWorkflowConflictError || error instanceof DbosErrors.DBOSWorkflowCancelledError;
}
