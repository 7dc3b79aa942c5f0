/** @module Recorded texts in the database, piece by piece. */
import { sql } from "drizzle-orm";
import { PremiseError } from "../../errors/premise-error.ts";
import { runTexts } from "../schema.ts";
import type { RunText } from "../store.ts";
import { type Database, listRows, toStorable } from "./database.ts";

/** One statement: the piece goes in where the pieces before it end, and of two at once the later finds its place taken. */
export async function appendRun(database: Database, id: string, text: string, size: number): Promise<void> {
  const made = await listRows(
    database,
    sql`insert into ${runTexts} (id, position, text) select ${id}, ${size}::bigint, ${text}
      where ${size}::bigint = coalesce((select position + octet_length(text) from ${runTexts} where id = ${id} order by position desc limit 1), 0)
      on conflict do nothing returning id`,
  );
  if (made.length === 0) throw new PremiseError("run/write-failed", { path: `run ${id}`, problem: `it is not ${size} bytes long, so another has written to it` });
}

export function listRuns(database: Database): Promise<readonly RunText[]> {
  return joinPieces(database, sql`true`, sql``);
}

export function findRuns(database: Database, beginning: string): Promise<readonly RunText[]> {
  return joinPieces(database, sql`starts_with(id, ${toStorable(beginning)})`, sql`limit 2`);
}

async function joinPieces(database: Database, where: ReturnType<typeof sql>, limit: ReturnType<typeof sql>): Promise<readonly RunText[]> {
  const rows = await listRows(database, sql`select id, string_agg(text, '' order by position) as text from ${runTexts} where ${where} group by id order by id ${limit}`);
  return rows.map((row) => ({ id: String(row["id"]), text: String(row["text"]) }));
}
