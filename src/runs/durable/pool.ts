/** @module Connections for DBOS, to a server or to the embedded database. */
import pg from "pg";
import { PremiseError } from "../../errors/premise-error.ts";
import type { DatabaseAddress } from "../../store/store.ts";

/** A process that stands still must not hold a run's row for ever. */
const limits = { connectionTimeoutMillis: 5000, idle_in_transaction_session_timeout: 60_000 };
const patienceMs = 2000;

/** @throws PremiseError `config/invalid` for something that is no URL of PostgreSQL. */
export function openPool(address: DatabaseAddress): pg.Pool {
  // The embedded database is one session; a second connection would wait for the first one's transaction, and DBOS waits with one open.
  const pool = new pg.Pool(address.kind === "pglite" ? { ...toConfig(address), max: 1 } : { ...toConfig(address), max: 10, ...limits });
  // A connection that breaks is replaced, and whoever uses it is told by the call; without listeners it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => void client.on("error", () => undefined));
  return pool;
}

export function toConfig(address: DatabaseAddress): pg.ClientConfig {
  if (address.kind === "pglite") return { host: address.host, port: address.port, user: "postgres", database: "postgres", ssl: false };
  if (!/^postgres(ql)?:\/\//.test(address.url)) throw new PremiseError("config/invalid", { source: "DATABASE_URL", problem: "it does not begin with postgres://" });
  return { connectionString: address.url, application_name: "premise-runs", keepAlive: true };
}

/** Waits for what is under way, but not for a server that is away. */
export async function closePool(pool: pg.Pool): Promise<void> {
  if (pool.ending) return;
  const waited = Promise.withResolvers<void>();
  const timer = setTimeout(waited.resolve, patienceMs);
  await Promise.race([pool.end(), waited.promise]);
  clearTimeout(timer);
}
