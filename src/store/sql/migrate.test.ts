import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/pglite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createEmbedded, type Embedded } from "../../../test/store/embedded.ts";
import * as schema from "../schema.ts";
import { migrate } from "./migrate.ts";

let embedded: Embedded;
beforeAll(async () => void (embedded = await createEmbedded()));
afterAll(() => embedded.close());

const meta = new URL("../migrations/meta/", import.meta.url);
const readMeta = (name: string): unknown => JSON.parse(readFileSync(new URL(name, meta), "utf8"));

it("has migrations for everything that the schema says", async () => {
  const { generateDrizzleJson, generateMigration } = await import("drizzle-kit/api");
  const { entries } = readMeta("_journal.json") as { readonly entries: readonly { readonly idx: number; readonly tag: string }[] };
  expect(entries.length).toBeGreaterThan(0);
  const last = `${String(entries.at(-1)?.idx).padStart(4, "0")}_snapshot.json`;
  const before = readMeta(last) as Parameters<typeof generateMigration>[0];
  expect(Object.keys(before.tables)).toHaveLength(6);
  expect(await generateMigration(before, generateDrizzleJson(schema))).toEqual([]);
});

it("migrates an empty database once, and leaves it alone then", async () => {
  await embedded.createStore();
  const database = drizzle({ client: embedded.client });
  await migrate(database);
  expect((await database.select().from(schema.meta)).map(({ name, value }) => [name, value])).toEqual([["schema", "1"]]);
});

it("refuses a database of a newer version, and changes nothing in it", async () => {
  await embedded.createStore();
  const database = drizzle({ client: embedded.client });
  await database.execute(sql`update premise_meta set value = '999'`);
  await expect(migrate(database)).rejects.toMatchObject({ code: "store/newer", message: expect.stringContaining("version 999") });
  expect((await database.select().from(schema.meta)).map(({ value }) => value)).toEqual(["999"]);
});

it("leaves an empty database empty when it fails half-way", async () => {
  await embedded.client.exec("create schema torn; set search_path = torn; create table premise_run_texts (id text)");
  const database = drizzle({ client: embedded.client });
  await expect(migrate(database)).rejects.toThrow(/premise_run_texts|Failed query/);
  const { rows } = await embedded.client.query<{ name: string }>("select tablename as name from pg_tables where schemaname = 'torn'");
  expect(rows.map(({ name }) => name)).toEqual(["premise_run_texts"]);
});
