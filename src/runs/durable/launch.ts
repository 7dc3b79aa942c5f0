/** @module DBOS launched for an engine: its lock first, so that whatever is run here is seen to live; its connections last. */
import { Error as DbosErrors } from "@dbos-inc/dbos-sdk";
import type pg from "pg";
import { PremiseError } from "../../errors/premise-error.ts";
import { withFailures } from "../../store/sql/failure.ts";
import type { DatabaseAddress } from "../../store/store.ts";
import type { RunHandle } from "../engine.ts";
import type { RunRecord } from "../run.ts";
import { createActivity } from "./activity.ts";
import type { Bodies, FingerprintOf } from "../bodies.ts";
import { type LaunchedDbos, launchDbos, maxRecoveryAttempts, type QueueSetting } from "./dbos.ts";
import { fromStored, type RunInput, type RunOutput } from "./input.ts";
import { closePool } from "./pool.ts";
import { createLonePresence, createPresence } from "./presence.ts";
import { toRecord, workflowName } from "./records.ts";
import type { RunRow, Tables } from "./tables.ts";
import { watchOver } from "./takeover.ts";
import { inTurn } from "./turn.ts";
import { createWorkflow } from "./workflow.ts";

export type LaunchSetting = {
  readonly address: DatabaseAddress;
  readonly pool: pg.Pool;
  readonly tables: Tables;
  readonly schema: string;
  readonly executor: string;
  readonly version: string;
  readonly queues: readonly QueueSetting[];
  readonly bodies: Bodies;
  readonly fingerprintOf: FingerprintOf | undefined;
  readonly onEnd: ((run: RunRecord) => void) | undefined;
  readonly stopping: AbortSignal;
};

export type Launched = {
  readonly start: (input: RunInput, queue: string | undefined) => Promise<RunHandle>;
  readonly resume: (row: RunRow) => Promise<RunHandle>;
  readonly close: () => Promise<void>;
};

/** A statement of DBOS takes milliseconds. */
const patienceMs = 3000;

/** @throws PremiseError `store/unavailable`. */
export async function launch(setting: LaunchSetting): Promise<Launched> {
  const { address, pool, tables, schema, executor, version, queues, onEnd, stopping } = setting;
  const presence = address.kind === "postgres" ? await createPresence(address, executor, tables) : createLonePresence(executor);
  const activity = createActivity();
  const run = createWorkflow({ ...setting, activity, onEnd: (id) => void tell(id).catch(() => undefined) });
  const begin = (): Promise<LaunchedDbos> => launchDbos({ pool, schema, executor, version, queues, run });
  const dbos = await (address.kind === "postgres" ? inTurn(pool, begin) : begin()).catch(async (error: unknown) => {
    await presence.close();
    throw error;
  });
  const tell = async (run: string): Promise<void> => {
    if (onEnd === undefined) return;
    await dbos.wait(run).catch(() => undefined);
    const [row] = await tables.listRuns(workflowName, run);
    if (row !== undefined && !stopping.aborted) onEnd(toRecord(row, await tables.listSteps([run]), () => true));
  };
  const names = queues.map(({ name }) => name);
  const stopWatching = names.length === 0 ? () => undefined : watchOver({ tables, presence, version, queues: names });
  const toHandle = (id: string, wait: () => Promise<RunOutput>): RunHandle => ({ id, result: () => waitFor(id, wait, stopping) });
  return {
    start: async (input, queue) => toHandle(input.header.id, await withFailures(() => dbos.start(input, queue))),
    resume: async ({ id, status }) => {
      // A step that failed would fail again from its record.
      const from = status === "PENDING" || status === "ENQUEUED" || status === "DELAYED" ? null : await tables.findEnd(id);
      await withFailures(() => dbos.resume(id, from));
      return toHandle(id, () => dbos.wait(id));
    },
    /** `stopping` is aborted. */
    close: async () => {
      stopWatching();
      // Where the server is away, what waits for it must not find it again.
      if (!(await activity.waitUntilQuiet(patienceMs))) await closePool(pool);
      await dbos.shutdown();
      // At once, without waiting to be found dead.
      if (names.length > 0) await tables.putBack([executor], names).catch(() => undefined);
      await presence.close();
    },
  };
}

/** @throws PremiseError what the body threw; `run/interrupted` when this process stops, or the run was cancelled; `run/gave-up`. */
async function waitFor(run: string, wait: () => Promise<RunOutput>, stopping: AbortSignal): Promise<unknown> {
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => stopped.reject(new PremiseError("run/interrupted", { run }));
  if (stopping.aborted) stop();
  stopping.addEventListener("abort", stop);
  try {
    return (await Promise.race([wait(), stopped.promise])).result;
  } catch (error) {
    throw toRunError(run, error);
  } finally {
    stopping.removeEventListener("abort", stop);
  }
}

function toRunError(run: string, error: unknown): unknown {
  if (error instanceof DbosErrors.DBOSAwaitedWorkflowCancelledError || error instanceof DbosErrors.DBOSWorkflowCancelledError) return new PremiseError("run/interrupted", { run });
  if (error instanceof DbosErrors.DBOSAwaitedWorkflowExceededMaxRecoveryAttempts || error instanceof DbosErrors.DBOSMaxRecoveryAttemptsExceededError) return new PremiseError("run/gave-up", { run, times: maxRecoveryAttempts });
  return fromStored(error);
}
