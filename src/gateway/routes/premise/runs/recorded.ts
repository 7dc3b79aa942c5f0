/** @module A durable run as its record and its engine tell of it. */
import { PremiseError } from "../../../../errors/premise-error.ts";
import { parseReasonInput, type ReasonInput } from "../../../../reason/body.ts";
import type { RunJob } from "../../../../runs/engine.ts";
import type { RunRecord } from "../../../../runs/run.ts";
import type { ServedRuns } from "../../../runs/served-runs.ts";
import { priceOfReasoning } from "../../../runs/price.ts";

export type RecordedRun = { readonly record: RunRecord; readonly job: RunJob; readonly input: ReasonInput };

/** @param name a beginning of its id that no other has. @throws PremiseError `run/unknown`, `run/damaged`, `run/unknown-kind`. */
export async function readRecorded(reasoning: ServedRuns, name: string): Promise<RecordedRun> {
  const engine = await reasoning.engine();
  const record = await engine.runs.read(name);
  const job = await engine.job(record.header.id);
  if (job.kind !== "reason") throw new PremiseError("run/unknown-kind", { kind: job.kind, known: "reason" });
  return { record, job, input: parseReasonInput(job.input) };
}

/** What its steps cost, as reasonings are charged. */
export function spentOn({ cost }: Pick<RunRecord, "cost">): number {
  return priceOfReasoning(cost).tokens;
}
