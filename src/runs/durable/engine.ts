/** @module Durable runs: each is a workflow of DBOS in the store's PostgreSQL, whose tables are all that is kept of it. */
import { PremiseError } from "../../errors/premise-error.ts";
import { hashText } from "../../random/hash.ts";
import type { DatabaseAddress } from "../../store/store.ts";
import type { RunEngine, RunFork, RunHandle, RunJob, RunStart } from "../engine.ts";
import type { RunRecord, RunStoreSetting } from "../run.ts";
import { createHeader } from "../step.ts";
import { type Bodies, type FingerprintOf, requireBody, requireSameModel } from "../bodies.ts";
import type { QueueSetting } from "./dbos.ts";
import { copyInput, parseInput, toJob } from "./input.ts";
import type { Launched } from "./launch.ts";
import { closePool, openPool } from "./pool.ts";
import { lookFrom } from "./presence.ts";
import { createDurableRecords, findRow, toRecord } from "./records.ts";
import { requireResumable } from "./resumable.ts";
import { createTables } from "./tables.ts";

export type RunEngineSetting = RunStoreSetting & {
  /** Where the store's database is; it may still be opening. */
  readonly address: () => Promise<DatabaseAddress>;
  /** By the kind of run. */
  readonly bodies: Bodies;
  /** Compared with that of a run's job before its body runs; left out, nothing is. */
  readonly fingerprintOf?: FingerprintOf | undefined;
  /** Told of each run that has ended here, done or failed. */
  readonly onEnd?: ((run: RunRecord) => void) | undefined;
  /** Aborted when this process has to stop: its runs stay as they are, to be resumed. */
  readonly signal?: AbortSignal;
  /** Those that this process works on. */
  readonly queues?: readonly QueueSetting[];
  /** Of DBOS's tables. */
  readonly schema?: string;
};

/**
 * Reading launches nothing; what starts, resumes, forks or works on a queue launches DBOS, of which a process has one.
 * @throws PremiseError `store/...`, `config/invalid`.
 */
export async function openRunEngine(setting: RunEngineSetting): Promise<RunEngine> {
  const { version, bodies, fingerprintOf, onEnd, queues = [], schema = "premise_runs" } = setting;
  const address = await setting.address();
  const pool = openPool(address);
  const tables = createTables(pool, schema);
  const executor = hashText(setting.unique()).slice(0, 16);
  const closing = new AbortController();
  const stopping = setting.signal === undefined ? closing.signal : AbortSignal.any([setting.signal, closing.signal]);
  let launching: Promise<Launched> | null = null;
  // Only now: DBOS takes a tenth of a second to load.
  const begin = async (): Promise<Launched> => await (await import("./launch.ts")).launch({ address, pool, tables, schema, executor, version, queues, bodies, fingerprintOf, onEnd, stopping });
  const requireLaunched = (): Promise<Launched> => (launching ??= begin());
  const look = address.kind === "postgres" ? lookFrom(tables) : async () => (other: string) => other === executor;
  let ended: Promise<void> | null = null;
  const close = (): Promise<void> => (ended ??= (async () => {
    closing.abort();
    await (await launching?.catch(() => null))?.close();
    await closePool(pool);
  })());
  if (queues.length > 0) await requireLaunched().catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const start = async (job: RunJob, { queue, known = [] }: RunStart = {}): Promise<RunHandle> => {
    if (queue === undefined) requireBody(bodies, job.kind);
    const input = copyInput({ header: createHeader(job, setting), input: job.input, fingerprint: job.fingerprint, known });
    return await (await requireLaunched()).start(input, queue);
  };
  return {
    runs: createDurableRecords(tables, look),
    job: async (name) => {
      const row = await findRow(tables, name);
      return toJob(parseInput(row.id, row.input));
    },
    start,
    resume: async (name, { fingerprint } = {}) => {
      const row = await findRow(tables, name);
      const job = toJob(parseInput(row.id, row.input));
      requireResumable(row, { version, isLiving: await look() });
      requireBody(bodies, job.kind);
      const here = fingerprint ?? (await fingerprintOf?.(job));
      if (here !== undefined) requireSameModel(row.id, job, here);
      return await (await requireLaunched()).resume(row);
    },
    fork: async (name, { steps, change = (job) => job }: RunFork) => {
      const row = await findRow(tables, name);
      const record = toRecord(row, await tables.listSteps([row.id]), await look());
      if (record.steps.length < steps) throw new PremiseError("run/no-step", { run: row.id, steps: record.steps.length, wanted: steps });
      return await start(change(toJob(parseInput(row.id, row.input))), { known: record.steps.slice(0, steps) });
    },
    cancel: async (name) => await tables.cancel((await findRow(tables, name)).id),
    close,
    [Symbol.asyncDispose]: close,
  };
}
