/** @module Reading the ledger in the database. */
import { and, asc, desc, eq, gte, sql, sum } from "drizzle-orm";
import { openRequests, requests } from "../schema.ts";
import type { LedgerRow, Store, UsageRow } from "../store.ts";
import type { Database } from "./database.ts";

type OpenRow = typeof openRequests.$inferSelect;
type EndedRow = typeof requests.$inferSelect;

export async function listOpen(database: Database, owner: string): Promise<readonly LedgerRow[]> {
  const rows = await database.select().from(openRequests).where(eq(openRequests.owner, owner)).orderBy(asc(openRequests.openedAt), asc(openRequests.id));
  return rows.map(toOpenRow);
}

/** One that ends between the two questions is in both answers. */
export async function listRequests(database: Database, { limit, keyId }: Parameters<Store["listRequests"]>[0]): Promise<readonly LedgerRow[]> {
  const [open, ended] = await Promise.all([listNewest(database, openRequests, limit, keyId), listNewest(database, requests, limit, keyId)]);
  const rows = new Map([...open.map(toOpenRow), ...ended.map(toEndedRow)].map((row) => [row.requestId, row]));
  return [...rows.values()].sort(byNewest).slice(0, limit);
}

export async function sumUsage(database: Database, { since, keyId }: Parameters<Store["sumUsage"]>[0]): Promise<readonly UsageRow[]> {
  const wanted = [keyId === undefined ? undefined : eq(requests.keyId, keyId), since === undefined ? undefined : gte(requests.settledAt, new Date(since))];
  return database
    .select({
      keyId: requests.keyId,
      model: requests.model,
      requests: sql`count(*)`.mapWith(Number) as ReturnType<typeof sql<number>>,
      promptTokens: total(requests.promptTokens),
      cachedTokens: total(requests.cachedTokens),
      scoredTokens: total(requests.scoredTokens),
      generatedTokens: total(requests.generatedTokens),
      micros: total(requests.chargeMicros),
    })
    .from(requests)
    .where(and(...wanted))
    .groupBy(requests.keyId, requests.model)
    .orderBy(sql`${requests.keyId} nulls first`, sql`${requests.model} nulls first`);
}

function listNewest<Table extends typeof openRequests | typeof requests>(database: Database, table: Table, limit: number, keyId: string | undefined) {
  const wanted = keyId === undefined ? undefined : eq(table.keyId, keyId);
  return database.select().from(table as typeof requests).where(wanted).orderBy(desc(table.openedAt), desc(table.id)).limit(limit) as unknown as Promise<Table["$inferSelect"][]>;
}

/** There is no group without a row, so no sum is null. */
function total(column: Parameters<typeof sum>[0]) {
  return sum(column).mapWith(Number) as ReturnType<typeof sql<number>>;
}

function toOpenRow({ id: requestId, owner, keyId, route, model, streamed, openedAt, holdRequests, holdTokens, holdMicros }: OpenRow): LedgerRow {
  const hold = { requests: holdRequests, tokens: holdTokens, micros: holdMicros };
  return { requestId, owner, keyId, route, model, streamed, openedAt: openedAt.toISOString(), hold, settlement: null };
}

function toEndedRow(row: EndedRow): LedgerRow {
  const { outcome, status, exact, promptTokens, cachedTokens, scoredTokens, generatedTokens } = row;
  const usage = { promptTokens, cachedTokens, scoredTokens, generatedTokens };
  const charge = { requests: row.chargeRequests, tokens: row.chargeTokens, micros: row.chargeMicros };
  return { ...toOpenRow(row), settlement: { settledAt: row.settledAt.toISOString(), outcome, status, usage, charge, exact } };
}

function byNewest(a: LedgerRow, b: LedgerRow): number {
  const [x, y] = [a, b].map(({ openedAt, requestId }) => `${openedAt} ${requestId}`) as [string, string];
  return x < y ? 1 : x > y ? -1 : 0;
}
