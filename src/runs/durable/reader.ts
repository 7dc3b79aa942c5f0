/** @module Reading durable runs without running any. */
import type { DatabaseAddress } from "../../store/store.ts";
import type { RunStore } from "../run.ts";
import { closePool, openPool } from "./pool.ts";
import { lookFrom } from "./presence.ts";
import { createDurableRecords } from "./records.ts";
import { createTables } from "./tables.ts";

export type DurableRuns = AsyncDisposable & { readonly runs: Pick<RunStore, "list" | "read"> };

/** In the embedded database, which is this process's, no run is under way then. */
export async function openDurableRuns(address: DatabaseAddress, schema = "premise_runs"): Promise<DurableRuns> {
  const pool = openPool(address);
  const tables = createTables(pool, schema);
  const look = address.kind === "postgres" ? lookFrom(tables) : async () => () => false;
  return { runs: createDurableRecords(tables, look), [Symbol.asyncDispose]: () => closePool(pool) };
}
