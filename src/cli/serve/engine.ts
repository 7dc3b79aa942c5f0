/** @module The server's engine of durable runs, in the database of its store: opened with the first run, or when an earlier process of this data directory has left one. */
import { randomUUID } from "node:crypto";
import { openServed, type ServedModels } from "../../gateway/models/served.ts";
import { createServedRuns, type ServedRuns } from "../../gateway/runs/served-runs.ts";
import { renderFingerprint } from "../../predictor/fingerprint.ts";
import { openRunEngine, type RunEngineSetting } from "../../runs/durable/engine.ts";
import type { RunEngine, RunJob } from "../../runs/engine.ts";
import type { RunStore } from "../../runs/run.ts";
import type { Ledger } from "../../store/ledger.ts";
import type { Store } from "../../store/store.ts";
import type { Io } from "../io.ts";
import { createRunBodies, openResources, type RunBodiesSetting } from "../run-bodies.ts";
import { packageVersion } from "../version.ts";

export type ServerEngineSetting = Pick<RunBodiesSetting, "calibrations" | "timeline"> & {
  readonly io: Io;
  readonly models: ServedModels;
  readonly store: Promise<Store>;
  readonly ledger: Ledger;
  /** The data directory's own name. */
  readonly owner: string;
};

export type ServerEngine = AsyncDisposable & {
  readonly reasoning: ServedRuns;
  /** Reading opens less than running does. */
  readonly runs: Pick<RunStore, "list" | "read">;
  /** Goes on with what a dead process has left in the queue. */
  readonly takeUp: () => Promise<void>;
};

/** Runs without a client, at once. */
const concurrency = 4;
const pollMs = 500;

export function createServerEngine({ io, models, store, ledger, owner, calibrations, timeline }: ServerEngineSetting): ServerEngine {
  const queue = `server-${owner}`;
  const openModel = async (model: string) => await openServed(models.find(model).model);
  const fingerprintOf = async ({ input }: RunJob): Promise<string> => renderFingerprint((await openModel((input as { readonly model: string }).model)).info.fingerprint);
  const open = async (setting: Pick<RunEngineSetting, "bodies" | "queues" | "fingerprintOf">): Promise<RunEngine> =>
    await openRunEngine({ ...setting, address: async () => await (await store).address(), clock: io.clock, version: packageVersion(), unique: randomUUID });
  let reader: Promise<RunEngine> | null = null;
  let worker: Promise<RunEngine> | null = null;
  const reasoning = createServedRuns({
    ledger, queue, unique: randomUUID,
    bodies: (onProgress) => createRunBodies({ openModel, calibrations, timeline, clock: io.clock, onProgress }),
    resourcesOf: (premise) => openResources(premise, null),
    open: async (bodies) => {
      worker = open({ bodies, fingerprintOf, queues: [{ name: queue, concurrency, pollMs }] });
      worker.catch(() => (worker = null));
      return await worker;
    },
  });
  // What is run here is seen to be running by its own engine.
  const read = async (): Promise<RunEngine["runs"]> => (await (worker ?? (reader ??= open({ bodies: {} })))).runs;
  const close = async (): Promise<void> => {
    await reasoning.close();
    await (await reader?.catch(() => null))?.close();
  };
  return {
    reasoning,
    runs: { list: async () => await (await read()).list(), read: async (id) => await (await read()).read(id) },
    takeUp: async () => {
      const left = (await (await read()).list()).some(({ status }) => status === "running" || status === "interrupted");
      if (left) await reasoning.engine();
    },
    [Symbol.asyncDispose]: close,
  };
}
