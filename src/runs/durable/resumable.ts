/** @module Whether a run can go on here. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { RunRow } from "./tables.ts";

export type ResumeHere = {
  readonly version: string;
  readonly isLiving: (executor: string) => boolean;
};

/** @throws PremiseError `run/finished`, `run/in-use`, `run/other-version`. */
export function requireResumable(row: RunRow, { version, isLiving }: ResumeHere): void {
  const { id: run, status, executor } = row;
  if (status === "SUCCESS") throw new PremiseError("run/finished", { run });
  if (status === "PENDING" && executor !== null && isLiving(executor)) throw new PremiseError("run/in-use", { run, executor });
  if (row.version !== null && row.version !== version) throw new PremiseError("run/other-version", { run, version: row.version, here: version });
}
