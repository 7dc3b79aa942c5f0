/** @module Keys and their budgets in the database. */
import { asc, eq, isNull, sql } from "drizzle-orm";
import { suggestNearest } from "../../errors/nearest.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { budgets, keys } from "../schema.ts";
import type { ApiKey, Budget, KeyRecord, NewKey } from "../store.ts";
import type { Database } from "./database.ts";

type KeyRow = typeof keys.$inferSelect;

export async function createKey(database: Database, { budgets: limits, ...key }: NewKey): Promise<void> {
  const row = { ...key, scopes: [...key.scopes], createdAt: new Date(key.createdAt), expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt) };
  await database.transaction(async (inside) => {
    const made = await inside.insert(keys).values(row).onConflictDoNothing({ target: keys.name, where: isNull(keys.revokedAt) }).returning({ id: keys.id });
    if (made.length === 0) throw new PremiseError("store/key-exists", { name: key.name });
    if (limits.length > 0) await inside.insert(budgets).values(limits.map((limit) => ({ ...limit, keyId: key.id })));
  });
}

/** In one statement, so that no key comes without its budgets. */
export async function listKeys(database: Database): Promise<readonly KeyRecord[]> {
  const rows = await database.select({ key: keys, budget: budgets }).from(keys).leftJoin(budgets, eq(budgets.keyId, keys.id)).orderBy(asc(keys.createdAt), asc(keys.id), asc(budgets.unit));
  const found = new Map<string, KeyRecord & { readonly budgets: Budget[] }>();
  for (const { key, budget } of rows) {
    const record = found.get(key.id) ?? { ...toApiKey(key), hash: key.hash, budgets: [] };
    if (budget !== null) record.budgets.push(budget);
    found.set(key.id, record);
  }
  return [...found.values()];
}

/** Of several keys of one name (all but one of them revoked) it means the one that is not, else the newest. */
export async function revokeKey(database: Database, key: string, at: string): Promise<ApiKey> {
  const all = (await database.select().from(keys).orderBy(asc(keys.createdAt), asc(keys.id))).reverse();
  const named = all.filter(({ name }) => name === key);
  const found = all.find(({ id }) => id === key) ?? named.find(({ revokedAt }) => revokedAt === null) ?? named[0];
  if (found === undefined) throw new PremiseError("store/no-key", { key, suggestion: suggestNearest(key, all.map(({ name }) => name)) });
  const [revoked] = await database
    .update(keys)
    .set({ revokedAt: sql`coalesce(${keys.revokedAt}, ${at}::timestamptz)` })
    .where(eq(keys.id, found.id))
    .returning();
  return toApiKey(revoked ?? found);
}

function toApiKey({ id, name, scopes, createdAt, expiresAt, revokedAt, requestsPerMinute }: KeyRow): ApiKey {
  return { id, name, scopes, createdAt: createdAt.toISOString(), expiresAt: expiresAt?.toISOString() ?? null, revokedAt: revokedAt?.toISOString() ?? null, requestsPerMinute };
}
