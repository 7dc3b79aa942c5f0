/** @module Settling requests in the database: a whole batch in one statement, which is a transaction of its own. */
import { sql } from "drizzle-orm";
import { budgets, openRequests, requests } from "../schema.ts";
import type { Settlement } from "../store.ts";
import type { Database } from "./database.ts";

/**
 * Those that are open move into the ledger, and their budgets get the holds back and spend the charges. Rows are locked in the order of their identity,
 * requests before budgets, so that two processes which settle the same, or open under the same keys, don't wait for each other.
 */
export async function settleAll(database: Database, settlements: readonly Settlement[]): Promise<void> {
  const first = new Map(settlements.toReversed().map((settlement) => [settlement.requestId, settlement]));
  if (first.size === 0) return;
  const rows = JSON.stringify([...first.values()].map(toRow));
  await database.execute(sql`
    with given as (select * from json_to_recordset(${rows}::json) as x(id text, settled_at timestamptz, outcome text, status integer, exact boolean,
      prompt_tokens bigint, cached_tokens bigint, scored_tokens bigint, generated_tokens bigint, charge_requests bigint, charge_tokens bigint, charge_micros bigint)),
    locked as (select id from ${openRequests} where id = any(${sql.param([...first.keys()])}) order by id for update),
    ended as (delete from ${openRequests} as o using locked where o.id = locked.id returning o.*),
    kept as (insert into ${requests} (id, owner, key_id, route, model, streamed, opened_at, hold_requests, hold_tokens, hold_micros,
        settled_at, outcome, status, exact, prompt_tokens, cached_tokens, scored_tokens, generated_tokens, charge_requests, charge_tokens, charge_micros)
      select e.id, e.owner, e.key_id, e.route, e.model, e.streamed, e.opened_at, e.hold_requests, e.hold_tokens, e.hold_micros,
        g.settled_at, g.outcome, g.status, g.exact, g.prompt_tokens, g.cached_tokens, g.scored_tokens, g.generated_tokens, g.charge_requests, g.charge_tokens, g.charge_micros
      from ended as e join given as g on g.id = e.id),
    amounts as (select e.key_id, a.unit, sum(a.hold) as hold, sum(a.charge) as charge
      from ended as e join given as g on g.id = e.id cross join lateral (values
        ('requests', e.hold_requests, g.charge_requests), ('tokens', e.hold_tokens, g.charge_tokens), ('micros', e.hold_micros, g.charge_micros)) as a(unit, hold, charge)
      where e.key_id is not null group by e.key_id, a.unit),
    due as (select b.key_id, b.unit, a.hold, a.charge from ${budgets} as b join amounts as a on a.key_id = b.key_id and a.unit = b.unit order by b.key_id, b.unit for update of b)
    update ${budgets} as b set spent = b.spent + due.charge, reserved = b.reserved - due.hold from due where b.key_id = due.key_id and b.unit = due.unit`);
}

function toRow({ requestId, settledAt, outcome, status, usage, charge, exact }: Settlement): Record<string, unknown> {
  return {
    id: requestId, settled_at: settledAt, outcome, status, exact,
    prompt_tokens: usage.promptTokens, cached_tokens: usage.cachedTokens, scored_tokens: usage.scoredTokens, generated_tokens: usage.generatedTokens,
    charge_requests: charge.requests, charge_tokens: charge.tokens, charge_micros: charge.micros,
  };
}
