/** @module Bringing a database to the newest tables. By hand, since drizzle's own wants a schema of its own, knows no lock, and takes a database of the future for its own. */
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { PremiseError } from "../../errors/premise-error.ts";
import { type Database, listRows } from "./database.ts";

/** Any number, but the same in every process. */
const lock = 7_376_473;
const folder = fileURLToPath(new URL("../migrations", import.meta.url));

/** All or nothing; of several processes at once, one migrates and the others wait. @throws PremiseError `store/newer`. */
export async function migrate(database: Database): Promise<void> {
  const files = readMigrationFiles({ migrationsFolder: folder });
  if (isDone(await readSchema(database), files.length)) return;
  await database.transaction(async (inside) => {
    await inside.execute(sql`select pg_advisory_xact_lock(${lock})`);
    const before = await readSchema(inside);
    if (isDone(before, files.length)) return;
    for (const statement of files.slice(before).flatMap((file) => file.sql)) await inside.execute(sql.raw(statement));
    await inside.execute(sql`insert into premise_meta (name, value) values ('schema', ${String(files.length)}) on conflict (name) do update set value = excluded.value`);
  });
}

function isDone(found: number, known: number): boolean {
  if (found > known) throw new PremiseError("store/newer", { problem: `its tables are of version ${found}, this one knows ${known}` });
  return found === known;
}

/** How many migrations were made; 0 in an empty database. Not by `to_regclass`: it may still know from before we waited that there is no such table. */
async function readSchema(database: Pick<Database, "execute">): Promise<number> {
  const [found] = await listRows(database, sql`select exists (select from pg_class where relname = 'premise_meta' and pg_table_is_visible(oid)) as made`);
  if (found?.["made"] !== true) return 0;
  const [row] = await listRows(database, sql`select value from premise_meta where name = 'schema'`);
  return Number(row?.["value"] ?? 0);
}
