/**
 * @module The tables of the store, for drizzle. They carry a prefix, since a server's database may hold other people's tables. Amounts are whole numbers, money is in millionths.
 * After a change: `node scripts/node24.mjs node_modules/drizzle-kit/bin.cjs generate --dialect postgresql --schema src/store/schema.ts --out src/store/migrations --name WHAT`.
 */
import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTableCreator, primaryKey, text, timestamp, uniqueIndex } from "drizzle-orm/pg-core";
import type { BudgetUnit, RequestOutcome, Scope } from "./store.ts";

const table = pgTableCreator((name) => `premise_${name}`);
/** Beyond 2^53 it would not be exact; no budget gets there. */
const amount = (name: string) => bigint(name, { mode: "number" });
const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

export const keys = table(
  "keys",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    hash: text("hash").notNull(),
    scopes: text("scopes").array().notNull().$type<Scope[]>(),
    createdAt: moment("created_at").notNull(),
    expiresAt: moment("expires_at"),
    revokedAt: moment("revoked_at"),
    requestsPerMinute: integer("requests_per_minute"),
  },
  (key) => [uniqueIndex("premise_keys_name").on(key.name).where(sql`revoked_at is null`)],
);

export const budgets = table(
  "budgets",
  {
    /** No foreign key: drizzle-kit would tie it to the schema "public". */
    keyId: text("key_id").notNull(),
    unit: text("unit").notNull().$type<BudgetUnit>(),
    limit: amount("limit").notNull(),
    spent: amount("spent").notNull().default(0),
    reserved: amount("reserved").notNull().default(0),
    currency: text("currency"),
  },
  (budget) => [primaryKey({ columns: [budget.keyId, budget.unit] })],
);

/** What is known of a request when it begins. `keyId` is no foreign key: a journal may be older than the database that it is replayed into. */
const opening = () => ({
  id: text("id").primaryKey(),
  owner: text("owner").notNull(),
  keyId: text("key_id"),
  route: text("route").notNull(),
  model: text("model"),
  streamed: boolean("streamed").notNull(),
  openedAt: moment("opened_at").notNull(),
  holdRequests: amount("hold_requests").notNull(),
  holdTokens: amount("hold_tokens").notNull(),
  holdMicros: amount("hold_micros").notNull(),
});

/** Requests that are under way. A table of its own, which stays small: the ledger is only ever added to, and never has to be cleaned. */
export const openRequests = table("open_requests", opening());

/** The ledger: requests that have ended. */
export const requests = table(
  "requests",
  {
    ...opening(),
    settledAt: moment("settled_at").notNull(),
    outcome: text("outcome").notNull().$type<RequestOutcome>(),
    status: integer("status"),
    promptTokens: amount("prompt_tokens").notNull(),
    cachedTokens: amount("cached_tokens").notNull(),
    scoredTokens: amount("scored_tokens").notNull(),
    generatedTokens: amount("generated_tokens").notNull(),
    chargeRequests: amount("charge_requests").notNull(),
    chargeTokens: amount("charge_tokens").notNull(),
    chargeMicros: amount("charge_micros").notNull(),
    exact: boolean("exact").notNull(),
  },
  (request) => [index("premise_requests_opened").on(request.openedAt, request.id)],
);

/** A run's text in the pieces in which it came; `position` is where a piece begins, in bytes. */
export const runTexts = table(
  "run_texts",
  { id: text("id").notNull(), position: amount("position").notNull(), text: text("text").notNull() },
  (piece) => [primaryKey({ columns: [piece.id, piece.position] })],
);

/** Facts about the store itself: `schema` is how many migrations made it. */
export const meta = table("meta", { name: text("name").primaryKey(), value: text("value").notNull() });
