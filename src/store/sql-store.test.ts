import { PGlite } from "@electric-sql/pglite";
import { drizzle } from "drizzle-orm/pglite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type StoreBench, storeCases } from "../testing/store-conformance.ts";
import { createSqlStore } from "./sql-store.ts";
import { migrate } from "./sql/migrate.ts";

let client: PGlite;
let schemas = 0;

beforeAll(async () => {
  client = await PGlite.create("memory://");
});
afterAll(() => client.close());

/** One database, a schema for each store: making a database takes seconds. */
const bench: StoreBench = {
  open: async () => {
    const schema = `case_${++schemas}`;
    await client.exec(`create schema ${schema}; set search_path = ${schema}`);
    const database = drizzle({ client });
    await migrate(database);
    return createSqlStore(database, "pglite", () => Promise.resolve());
  },
  openAgain: () => Promise.reject(new Error("there is one connection")),
};

it("has cases to run", () => expect(storeCases.length).toBeGreaterThan(15));
for (const each of storeCases) {
  it(each.name, async (context) => {
    if (each.severalOpeners === true) context.skip("PGlite has one connection");
    await each.run(bench);
  });
}
