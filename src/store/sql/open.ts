/** @module Opening requests in the database: a whole batch in one transaction of a few statements. */
import { sql } from "drizzle-orm";
import { openRequests, requests } from "../schema.ts";
import type { Opening, Refusal } from "../store.ts";
import { type LockedBudgets, lockBudgets } from "./budgets.ts";
import { type Database, listRows, toStorable } from "./database.ts";

export async function openAll(database: Database, openings: readonly Opening[]): Promise<readonly (Refusal | null)[]> {
  if (openings.length === 0) return [];
  if (openings.every(({ keyId }) => keyId === null)) {
    await insert(database, openings);
    return openings.map(() => null);
  }
  return database.transaction(async (inside) => {
    const budgets = await lockBudgets(inside, openings.map(({ keyId }) => keyId));
    const known = await listKnown(inside, openings);
    const { refusals, admitted } = decide(openings, budgets, known);
    if (admitted.length > 0) await insert(inside, admitted);
    await budgets.write(inside);
    return refusals;
  });
}

/** In order, each after what the ones before it hold. What is known already holds its amount already. */
function decide(openings: readonly Opening[], budgets: LockedBudgets, known: Set<string>): { readonly refusals: readonly (Refusal | null)[]; readonly admitted: readonly Opening[] } {
  const admitted: Opening[] = [];
  const refusals = openings.map((opening) => {
    const { requestId, keyId, hold } = opening;
    if (known.has(requestId)) return null;
    const refusal = opening.admitted ? null : budgets.findRefusal(keyId, hold);
    if (refusal !== null) return refusal;
    budgets.reserve(keyId, hold);
    known.add(requestId);
    admitted.push(opening);
    return null;
  });
  return { refusals, admitted };
}

/** Whether open or ended. */
async function listKnown(inside: Database, openings: readonly Opening[]): Promise<Set<string>> {
  const ids = sql.param(openings.map(({ requestId }) => requestId));
  const rows = await listRows(inside, sql`select id from ${openRequests} where id = any(${ids}) union all select id from ${requests} where id = any(${ids})`);
  return new Set(rows.map((row) => String(row["id"])));
}

async function insert(database: Database, openings: readonly Opening[]): Promise<void> {
  await database.execute(sql`insert into ${openRequests} (id, owner, key_id, route, model, streamed, opened_at, hold_requests, hold_tokens, hold_micros)
    select x.* from json_to_recordset(${JSON.stringify(openings.map(toRow))}::json)
      as x(id text, owner text, key_id text, route text, model text, streamed boolean, opened_at timestamptz, hold_requests bigint, hold_tokens bigint, hold_micros bigint)
    where not exists (select from ${requests} as r where r.id = x.id)
    on conflict do nothing`);
}

function toRow({ requestId, owner, keyId, route, model, streamed, openedAt, hold }: Opening): Record<string, unknown> {
  const texts = { owner: toStorable(owner), route: toStorable(route), model: model === null ? null : toStorable(model) };
  return { id: requestId, key_id: keyId, ...texts, streamed, opened_at: openedAt, hold_requests: hold.requests, hold_tokens: hold.tokens, hold_micros: hold.micros };
}
