/** @module Durable runs as records: read from DBOS's tables, each step checked against the hash that it names. */
import type { Step } from "../../protocol/results.ts";
import { findRunId } from "../find.ts";
import { headerFromId } from "../lines.ts";
import type { RunRecord, RunStatus, RunStore } from "../run.ts";
import { createRecord, damaged, verifyEnd, verifySteps } from "../step.ts";
import { parseInput, parseOutput } from "./input.ts";
import type { RunRow, StepRow, Tables } from "./tables.ts";

/** The one workflow that every run is. */
export const workflowName = "premise-run";

/** Which executors live: the runs of others were interrupted. */
export type LookForLiving = () => Promise<(executor: string) => boolean>;

export function createDurableRecords(tables: Pick<Tables, "listRuns" | "listSteps">, lookForLiving: LookForLiving): Pick<RunStore, "list" | "read"> {
  const gather = async (rows: readonly RunRow[]): Promise<{ readonly row: RunRow; readonly steps: readonly StepRow[] }[]> => {
    const steps = rows.length === 0 ? [] : await tables.listSteps(rows.map(({ id }) => id));
    const byRun = Map.groupBy(steps, ({ id }) => id);
    return rows.map((row) => ({ row, steps: byRun.get(row.id) ?? [] }));
  };
  return {
    list: async () => {
      const isLiving = await lookForLiving();
      return (await gather(await tables.listRuns(workflowName))).map(({ row, steps }) => toListed(row, steps, isLiving));
    },
    read: async (name) => {
      const row = await findRow(tables, name);
      const [found] = await gather([row]);
      return toRecord(row, found?.steps ?? [], await lookForLiving());
    },
  };
}

/** @throws PremiseError `run/unknown`. */
export async function findRow(tables: Pick<Tables, "listRuns">, name: string): Promise<RunRow> {
  // A database takes no NUL.
  const rows = name === "" || name.includes("\0") ? [] : await tables.listRuns(workflowName, name);
  const id = findRunId(name, rows.map((row) => row.id));
  return rows.find((row) => row.id === id) as RunRow;
}

/** @throws PremiseError `run/damaged`. */
export function toRecord(row: RunRow, rows: readonly StepRow[], isLiving: (executor: string) => boolean): RunRecord {
  const { header } = parseInput(row.id, row.input);
  const steps = rows.flatMap(({ position, output }, index) => {
    if (position !== index) throw damaged(row.id, index, "it is missing");
    return output === null ? [] : [parseStep(row.id, output, index)];
  });
  verifySteps(row.id, steps);
  if (row.status === "SUCCESS") verifyEnd(row.id, steps, { status: "done", ...parseOutput(row.id, row.output) });
  return createRecord(header, steps, toStatus(row, isLiving));
}

function toListed(row: RunRow, steps: readonly StepRow[], isLiving: (executor: string) => boolean): RunRecord {
  try {
    return toRecord(row, steps, isLiving);
  } catch {
    return createRecord(headerFromId(row.id), [], "damaged");
  }
}

/** A run that waits for a worker counts as running: nobody has to do anything. */
function toStatus(row: RunRow, isLiving: (executor: string) => boolean): RunStatus {
  if (row.status === "SUCCESS") return "done";
  if (row.status === "CANCELLED") return "interrupted";
  const executor = executorOf(row);
  if (executor !== null) return isLiving(executor) ? "running" : "interrupted";
  return row.status === "ENQUEUED" || row.status === "DELAYED" ? "running" : "failed";
}

/** Who has the run under way, or is about to; null where it has ended, or waits for any worker. */
export function executorOf({ status, executor, queue }: RunRow): string | null {
  if (status === "PENDING") return executor ?? "";
  return status === "ENQUEUED" && queue?.startsWith(ownQueue("")) === true ? queue.slice(ownQueue("").length) : null;
}

/** What a process alone takes runs from, those that it resumes. */
export function ownQueue(executor: string): string {
  return `premise-${executor}`;
}

function parseStep(run: string, text: string, index: number): Step {
  try {
    return JSON.parse(text) as Step;
  } catch {
    throw damaged(run, index, "it is no JSON");
  }
}
