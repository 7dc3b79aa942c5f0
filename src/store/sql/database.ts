/** @module The database as drizzle gives it, whichever driver is behind it. */
import type { SQL } from "drizzle-orm";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";

/** Of any driver; a transaction is one too. */
export type Database = Pick<PgDatabase<PgQueryResultHKT>, "execute" | "select" | "insert" | "update" | "transaction">;

/** Rows of a statement that is written by hand; whole numbers of 64 bits may come as texts. */
export async function listRows(database: Pick<Database, "execute">, statement: SQL): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return ((await database.execute(statement)) as { readonly rows: readonly Record<string, unknown>[] }).rows;
}

/** Text as PostgreSQL can keep it: it takes neither U+0000 nor half of a surrogate pair, and one such text must not stop a whole batch. */
export function toStorable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
