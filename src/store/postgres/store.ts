/** @module The store on a PostgreSQL server, which several gateways may share. */
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import { PremiseError } from "../../errors/premise-error.ts";
import { createSqlStore } from "../sql-store.ts";
import { withFailures } from "../sql/failure.ts";
import { migrate } from "../sql/migrate.ts";
import type { Store } from "../store.ts";

/** A server that does not answer must become an error, and a process that stands still must not hold the others' budgets. */
const limits = { connectionTimeoutMillis: 5000, query_timeout: 10_000, statement_timeout: 10_000, idle_in_transaction_session_timeout: 10_000 };

/**
 * Connects, and brings the tables up to date; several processes may do so at once.
 * @throws PremiseError `config/invalid` for something that is no URL of PostgreSQL, `store/unavailable`, `store/newer`.
 */
export async function openPostgresStore(url: string): Promise<Store> {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new PremiseError("config/invalid", { source: "DATABASE_URL", problem: "it does not begin with postgres://" });
  const pool = new pg.Pool({ connectionString: url, max: 8, application_name: "premise", keepAlive: true, ...limits });
  // A connection that breaks is replaced, and whoever uses it is told by the call; without listeners it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => void client.on("error", () => undefined));
  const database = drizzle({ client: pool });
  try {
    await withFailures(() => migrate(database));
  } catch (error) {
    await pool.end();
    throw error;
  }
  return createSqlStore(database, { kind: "postgres", address: () => Promise.resolve({ kind: "postgres", url }), close: () => pool.end() });
}
