/** @module Whether a run can go on here. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { RunJob } from "../engine.ts";
import type { RunRow } from "./tables.ts";

export type ResumeHere = {
  readonly version: string;
  readonly isLiving: (executor: string) => boolean;
  /** Left out, it is not compared. */
  readonly fingerprint?: string | null;
};

/** @throws PremiseError `run/finished`, `run/in-use`, `run/other-version`, `run/other-model`. */
export function requireResumable(row: RunRow, job: RunJob, { version, isLiving, fingerprint }: ResumeHere): void {
  const { id: run, status, executor } = row;
  if (status === "SUCCESS") throw new PremiseError("run/finished", { run });
  if (status === "PENDING" && executor !== null && isLiving(executor)) throw new PremiseError("run/in-use", { run, executor });
  if (row.version !== null && row.version !== version) throw new PremiseError("run/other-version", { run, version: row.version, here: version });
  if (fingerprint === undefined || fingerprint === job.fingerprint) return;
  throw new PremiseError("run/other-model", { run, fingerprint: job.fingerprint ?? "none", here: fingerprint ?? "none" });
}
