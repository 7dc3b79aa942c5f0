/** @module Runs from the command line: those in files, and those in the store, through the server where one runs. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readVariable } from "../../config/environment.ts";
import type { ResolvedSettings } from "../../config/settings.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { openDurableRuns } from "../../runs/durable/reader.ts";
import { createJoinedRunStore } from "../../runs/joined.ts";
import type { RunRecord, RunStore } from "../../runs/run.ts";
import { createStoredRunStore } from "../../runs/stored/store.ts";
import { type RunSummary, summariseRun } from "../../runs/summary.ts";
import type { Store } from "../../store/store.ts";
import { openRunStore } from "../assemble.ts";
import type { Io } from "../io.ts";
import { packageVersion } from "../version.ts";
import { askServer } from "./ask-server.ts";
import { findServer } from "./directory.ts";
import { withLocalStore } from "./local-store.ts";

export type RunReader = { readonly list: () => Promise<readonly RunSummary[]>; readonly read: (id: string) => Promise<RunRecord> };

/** A data directory that never had a server has no store, and none is made for looking. */
export async function withRuns<T>(io: Io, settings: ResolvedSettings, use: (reader: RunReader) => Promise<T>): Promise<T> {
  const directory = settings.dataDir.value;
  const server = findServer(directory);
  if (server !== null) {
    return await use({
      list: async () => ((await askServer(server, "GET", "/premise/v1/runs")) as { runs: RunSummary[] }).runs,
      read: async (id) => (await askServer(server, "GET", `/premise/v1/runs/${encodeURIComponent(id)}`, (error) => new PremiseError(error.code === "run/damaged" ? "run/damaged" : "run/unknown", { run: id, suggestion: "", step: 0, problem: error.message }))) as RunRecord,
    });
  }
  const files = openRunStore(io, settings);
  if (readVariable(io.env, "DATABASE_URL") === undefined && !existsSync(join(directory, "store"))) return await use(toReader(files));
  return await withLocalStore(io, directory, async (store) => {
    await using durable = await openDurableRuns(await store.address());
    return await use(toReader(createJoinedRunStore(files, [openStoredRuns(io, store), durable.runs])));
  });
}

/** Those that lie in the store, which may still be opening. */
export function openStoredRuns(io: Io, store: Store | Promise<Store>): RunStore {
  return createStoredRunStore({ store, clock: io.clock, version: packageVersion(), unique: randomUUID });
}

function toReader(store: RunStore): RunReader {
  return { list: async () => (await store.list()).map(summariseRun), read: (id) => store.read(id) };
}
