/** @module Which store: a PostgreSQL server where a URL names one, else the embedded database in the data directory. */
import { join } from "node:path";
import { openPgliteStore } from "./pglite/store.ts";
import type { Store } from "./store.ts";

export type StoreOptions = {
  /** What `DATABASE_URL` says. */
  readonly databaseUrl: string | undefined;
  /** The data directory, which this process has locked; null keeps everything in memory. Not used with a server. */
  readonly directory: string | null;
};

/** @throws PremiseError `store/newer`; of a server `store/unavailable` and `config/invalid`, of a directory `store/unreadable`. */
export async function openStore({ databaseUrl, directory }: StoreOptions): Promise<Store> {
  if (databaseUrl === undefined) return openPgliteStore(directory === null ? null : join(directory, "store"));
  // Only now: drizzle takes half a second to load, which for PGlite its thread does.
  const { openPostgresStore } = await import("./postgres/store.ts");
  return openPostgresStore(databaseUrl);
}
