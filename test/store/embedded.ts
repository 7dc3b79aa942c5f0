/** @module PGlite without its thread, one for a test file: an empty store is a schema of it. */
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { createSqlStore } from "../../src/store/sql-store.ts";
import { migrate } from "../../src/store/sql/migrate.ts";
import type { Store } from "../../src/store/store.ts";

export type Embedded = { readonly client: PGlite; readonly createStore: () => Promise<Store> };

/** The store that was created last is the one that works. */
export async function createEmbedded(): Promise<Embedded> {
  const client = await PGlite.create("memory://");
  let schemas = 0;
  const createStore = async (): Promise<Store> => {
    const schema = `test_${++schemas}`;
    await client.exec(`create schema ${schema}; set search_path = ${schema}`);
    const database = drizzle({ client });
    await migrate(database);
    return createSqlStore(database, "pglite", () => Promise.resolve());
  };
  return { client, createStore };
}
