/** @module What an engine can run. */
import { PremiseError } from "../errors/premise-error.ts";
import type { RunJob } from "./engine.ts";
import type { RunBody } from "./run.ts";

/** Of the predictor that is here for a job; null where it needs none. */
export type FingerprintOf = (job: RunJob) => Promise<string | null>;

/** @throws PremiseError `run/other-model`. */
export function requireSameModel(run: string, job: RunJob, here: string | null): void {
  if (job.fingerprint === null || job.fingerprint === here) return;
  throw new PremiseError("run/other-model", { run, fingerprint: job.fingerprint, here: here ?? "none" });
}

/** By the kind of run. */
export type Bodies = Readonly<Record<string, RunBody>>;

/** Of a kind that this process knows. @throws PremiseError `run/unknown-kind`. */
export function requireBody(bodies: Bodies, kind: string): RunBody {
  const body = Object.hasOwn(bodies, kind) ? bodies[kind] : undefined;
  if (body === undefined) throw new PremiseError("run/unknown-kind", { kind, known: Object.keys(bodies).join(", ") || "none" });
  return body;
}
