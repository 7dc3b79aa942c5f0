/** @module Whether a run can go on here. */
import { PremiseError } from "../../errors/premise-error.ts";
import { executorOf } from "./records.ts";
import type { RunRow } from "./tables.ts";

export type ResumeHere = {
  readonly version: string;
  readonly isLiving: (executor: string) => boolean;
};

/** @throws PremiseError `run/finished`, `run/in-use`, `run/other-version`. */
export function requireResumable(row: RunRow, { version, isLiving }: ResumeHere): void {
  const run = row.id;
  if (row.status === "SUCCESS") throw new PremiseError("run/finished", { run });
  const executor = executorOf(row);
  if (executor !== null && isLiving(executor)) throw new PremiseError("run/in-use", { run, executor });
  if (row.version !== null && row.version !== version) throw new PremiseError("run/other-version", { run, version: row.version, here: version });
}
