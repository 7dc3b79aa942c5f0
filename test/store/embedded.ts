/** @module PGlite without its thread, one for a test file: an empty store is a schema of it. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { createSqlStore } from "../../src/store/sql-store.ts";
import { migrate } from "../../src/store/sql/migrate.ts";
import type { Store } from "../../src/store/store.ts";
import { makeTemplate } from "./fresh.ts";

export type Embedded = {
  readonly client: PGlite;
  /** The store that was created last is the one that works. */
  readonly createStore: () => Promise<Store>;
  readonly close: () => Promise<void>;
};

export async function createEmbedded(): Promise<Embedded> {
  const folder = mkdtempSync(join(tmpdir(), "premise-embedded-"));
  cpSync(await makeTemplate(), folder, { recursive: true });
  const client = await PGlite.create(folder);
  let schemas = 0;
  const createStore = async (): Promise<Store> => {
    const schema = `test_${++schemas}`;
    await client.exec(`create schema ${schema}; set search_path = ${schema}`);
    const database = drizzle({ client });
    await migrate(database);
    return createSqlStore(database, { kind: "pglite", address: () => Promise.reject(new Error("it does not listen")), close: () => Promise.resolve() });
  };
  const close = async (): Promise<void> => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { client, createStore, close };
}
