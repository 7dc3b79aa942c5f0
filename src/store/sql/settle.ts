/** @module Settling requests in the database: a whole batch in one transaction of a few statements. */
import { asc, sql } from "drizzle-orm";
import { requests } from "../schema.ts";
import type { Settlement } from "../store.ts";
import { lockBudgets } from "./budgets.ts";
import type { Database } from "./database.ts";

export async function settleRequests(database: Database, settlements: readonly Settlement[]): Promise<void> {
  if (settlements.length === 0) return;
  await database.transaction(async (inside) => {
    const open = await lockOpen(inside, settlements);
    if (open.length === 0) return;
    const budgets = await lockBudgets(inside, open.map(({ keyId }) => keyId));
    const found = new Map(open.map((row) => [row.id, row]));
    const due = settlements.filter((settlement) => {
      const row = found.get(settlement.requestId);
      if (row === undefined) return false;
      found.delete(row.id);
      budgets.spend(row.keyId, { requests: row.holdRequests, tokens: row.holdTokens, micros: row.holdMicros }, settlement.charge);
      return true;
    });
    await update(inside, due);
    await budgets.write(inside);
  });
}

/** Those that are open, in the order of their ids, so that two processes which settle the same don't wait for each other. */
function lockOpen(inside: Database, settlements: readonly Settlement[]) {
  const ids = sql.param(settlements.map(({ requestId }) => requestId));
  return inside
    .select({ id: requests.id, keyId: requests.keyId, holdRequests: requests.holdRequests, holdTokens: requests.holdTokens, holdMicros: requests.holdMicros })
    .from(requests)
    .where(sql`${requests.id} = any(${ids}) and ${requests.settledAt} is null`)
    .orderBy(asc(requests.id))
    .for("update");
}

async function update(inside: Database, due: readonly Settlement[]): Promise<void> {
  await inside.execute(sql`update ${requests} as r set settled_at = x.settled_at, outcome = x.outcome, status = x.status,
      prompt_tokens = x.prompt_tokens, cached_tokens = x.cached_tokens, scored_tokens = x.scored_tokens, generated_tokens = x.generated_tokens,
      charge_requests = x.charge_requests, charge_tokens = x.charge_tokens, charge_micros = x.charge_micros, exact = x.exact
    from json_to_recordset(${JSON.stringify(due.map(toRow))}::json) as x(id text, settled_at timestamptz, outcome text, status integer,
      prompt_tokens bigint, cached_tokens bigint, scored_tokens bigint, generated_tokens bigint,
      charge_requests bigint, charge_tokens bigint, charge_micros bigint, exact boolean)
    where r.id = x.id`);
}

function toRow({ requestId, settledAt, outcome, status, usage, charge, exact }: Settlement): Record<string, unknown> {
  return {
    id: requestId, settled_at: settledAt, outcome, status, exact,
    prompt_tokens: usage.promptTokens, cached_tokens: usage.cachedTokens, scored_tokens: usage.scoredTokens, generated_tokens: usage.generatedTokens,
    charge_requests: charge.requests, charge_tokens: charge.tokens, charge_micros: charge.micros,
  };
}
