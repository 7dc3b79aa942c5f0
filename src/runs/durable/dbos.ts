/** @module DBOS as this process runs it: there is one at a time, it says nothing, and it takes up nobody else's runs when it starts. */
import { DBOS, type DBOSConfig } from "@dbos-inc/dbos-sdk";
import { dbRetryConfig } from "@dbos-inc/dbos-sdk/internal/utils";
import { registerInternalQueue } from "@dbos-inc/dbos-sdk/internal/wfqueue";
import type pg from "pg";
import { PremiseError } from "../../errors/premise-error.ts";
import { type RunInput, type RunOutput, serializer } from "./input.ts";
import { ownQueue, workflowName } from "./records.ts";

export type QueueSetting = {
  readonly name: string;
  /** Runs at once in one worker, and in all together. */
  readonly concurrency?: number;
  readonly maxRunning?: number;
  /** At most so many are begun in so many seconds, by all workers together. */
  readonly rate?: { readonly runs: number; readonly seconds: number };
  /** How often a worker looks for runs. Default 1000. */
  readonly pollMs?: number;
};

export type Launch = {
  readonly pool: pg.Pool;
  readonly schema: string;
  readonly executor: string;
  readonly version: string;
  /** Those that this process works on. */
  readonly queues: readonly QueueSetting[];
  readonly run: (input: RunInput) => Promise<RunOutput>;
};

export type LaunchedDbos = {
  readonly start: (input: RunInput, queue: string | undefined) => Promise<() => Promise<RunOutput>>;
  /** Waits for the end of a run that was begun elsewhere, or put into a queue. */
  readonly wait: (id: string) => Promise<RunOutput>;
  /** Begins a run again from the top; with `from`, without the records of that step and those after it, which only a run that has ended may have taken away. */
  readonly resume: (id: string, from: number | null) => Promise<void>;
  readonly shutdown: () => Promise<void>;
};

const silent = { info: () => undefined, debug: () => undefined, warn: () => undefined, error: () => undefined };
const pollMs = 100;
/** How often a run may be begun anew after its worker died: one that kills every worker must end. Resuming counts from 0 again. */
export const maxRecoveryAttempts = 10;
/** How long a run waits at most before it tries a database again that was away. */
const patienceSeconds = { initialBackoffSec: 0.25, maxBackoffSec: 5 };
let isTaken = false;

/** Makes or changes DBOS's tables where they are not up to date. @throws PremiseError `internal` where one is launched already. */
export async function launchDbos({ pool, schema, executor, version, queues, run }: Launch): Promise<LaunchedDbos> {
  if (isTaken) throw new PremiseError("internal", { problem: "a process has one engine of durable runs, and one is open already" });
  isTaken = true;
  const own = ownQueue(executor);
  const workflow = DBOS.registerWorkflow(run, { name: workflowName, maxRecoveryAttempts });
  Object.assign(dbRetryConfig, patienceSeconds);
  DBOS.setConfig(toConfig({ pool, schema, executor, version, queues }));
  registerInternalQueue(own, { minPollingIntervalMs: pollMs });
  try {
    await DBOS.launch();
    for (const queue of queues) await registerQueue(queue);
  } catch (error) {
    await shutdown();
    throw error;
  }
  return {
    start: async (input, queue) => {
      const handle = await DBOS.startWorkflow(workflow, { workflowID: input.header.id, ...(queue === undefined ? {} : { queueName: queue }) })(input);
      return async () => await handle.getResult({ pollingIntervalMs: pollMs });
    },
    wait: async (id) => await DBOS.retrieveWorkflow<RunOutput>(id).getResult({ pollingIntervalMs: pollMs }),
    resume: async (id, from) => {
      // What this process alone takes runs from.
      if (from === null) await DBOS.resumeWorkflow(id, { queueName: own });
      else await DBOS.rewindWorkflow(id, { startStep: from, queueName: own });
    },
    shutdown,
  };
}

/** A custom pool is used for everything; the URL is only asked to look like one. */
function toConfig({ pool, schema, executor, version, queues }: Omit<Launch, "run">): DBOSConfig {
  return {
    name: "premise",
    systemDatabaseUrl: "postgres://premise@localhost/premise",
    systemDatabasePool: pool,
    systemDatabaseSchemaName: schema,
    useListenNotify: false,
    executorID: executor,
    applicationVersion: version,
    logger: silent,
    serializer,
    listenQueues: queues.map(({ name }) => name),
  };
}

async function registerQueue({ name, concurrency, maxRunning, rate, pollMs: minPollingIntervalMs }: QueueSetting): Promise<void> {
  const isLimited = concurrency !== undefined || maxRunning !== undefined || rate !== undefined || minPollingIntervalMs !== undefined;
  await DBOS.registerQueue(name, {
    // The limits are the queue's: who names none leaves them as they are.
    onConflict: isLimited ? "always_update" : "never_update",
    ...(concurrency === undefined ? {} : { workerConcurrency: concurrency }),
    ...(maxRunning === undefined ? {} : { globalConcurrency: maxRunning }),
    ...(rate === undefined ? {} : { rateLimit: { limitPerPeriod: rate.runs, periodSec: rate.seconds } }),
    ...(minPollingIntervalMs === undefined ? {} : { minPollingIntervalMs }),
  });
}

/** Without waiting: what runs here stays as it is, to be resumed. */
async function shutdown(): Promise<void> {
  try {
    await DBOS.shutdown({ deregister: true });
  } finally {
    isTaken = false;
  }
}
