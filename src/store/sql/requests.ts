/** @module Reading the ledger in the database. */
import { and, asc, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { requests } from "../schema.ts";
import type { LedgerRow, Store, UsageRow } from "../store.ts";
import type { Database } from "./database.ts";

type RequestRow = typeof requests.$inferSelect;

export async function listOpen(database: Database, owner: string): Promise<readonly LedgerRow[]> {
  const rows = await database.select().from(requests).where(and(eq(requests.owner, owner), isNull(requests.settledAt))).orderBy(asc(requests.openedAt), asc(requests.id));
  return rows.map(toLedgerRow);
}

export async function listRequests(database: Database, { limit, keyId }: Parameters<Store["listRequests"]>[0]): Promise<readonly LedgerRow[]> {
  const wanted = keyId === undefined ? undefined : eq(requests.keyId, keyId);
  const rows = await database.select().from(requests).where(wanted).orderBy(desc(requests.openedAt), desc(requests.id)).limit(limit);
  return rows.map(toLedgerRow);
}

export async function sumUsage(database: Database, { since, keyId }: Parameters<Store["sumUsage"]>[0]): Promise<readonly UsageRow[]> {
  const wanted = [isNotNull(requests.settledAt), keyId === undefined ? undefined : eq(requests.keyId, keyId), since === undefined ? undefined : sql`${requests.settledAt} >= ${since}::timestamptz`];
  return database
    .select({
      keyId: requests.keyId,
      model: requests.model,
      requests: sum(sql`count(*)`),
      promptTokens: sum(sql`sum(${requests.promptTokens})`),
      cachedTokens: sum(sql`sum(${requests.cachedTokens})`),
      scoredTokens: sum(sql`sum(${requests.scoredTokens})`),
      generatedTokens: sum(sql`sum(${requests.generatedTokens})`),
      micros: sum(sql`sum(${requests.chargeMicros})`),
    })
    .from(requests)
    .where(and(...wanted))
    .groupBy(requests.keyId, requests.model)
    .orderBy(sql`${requests.keyId} nulls first`, sql`${requests.model} nulls first`);
}

function sum(expression: ReturnType<typeof sql>) {
  return expression.mapWith(Number) as ReturnType<typeof sql<number>>;
}

function toLedgerRow(row: RequestRow): LedgerRow {
  const { id: requestId, owner, keyId, route, model, streamed } = row;
  const hold = { requests: row.holdRequests, tokens: row.holdTokens, micros: row.holdMicros };
  return { requestId, owner, keyId, route, model, streamed, openedAt: row.openedAt.toISOString(), hold, settlement: toSettlement(row) };
}

/** All columns of a settlement are written together; only `status` may be null in one. */
function toSettlement(row: RequestRow): LedgerRow["settlement"] {
  const { settledAt, outcome, status, exact, promptTokens, cachedTokens, scoredTokens, generatedTokens, chargeRequests: asked, chargeTokens: tokens, chargeMicros: micros } = row;
  if (settledAt === null || outcome === null || exact === null || asked === null || tokens === null || micros === null) return null;
  if (promptTokens === null || cachedTokens === null || scoredTokens === null || generatedTokens === null) return null;
  return { settledAt: settledAt.toISOString(), outcome, status, usage: { promptTokens, cachedTokens, scoredTokens, generatedTokens }, charge: { requests: asked, tokens, micros }, exact };
}
