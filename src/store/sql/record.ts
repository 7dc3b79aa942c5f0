/** @module Requests that ended before the store heard of them: a whole batch in one statement, which is a transaction of its own. */
import { sql } from "drizzle-orm";
import { budgets, requests } from "../schema.ts";
import type { Opening, Settlement } from "../store.ts";
import { type Database, toStorable } from "./database.ts";

/** Their budgets, locked in the order of their identity, spend the charges of those that were not known. */
export async function recordAll(database: Database, ended: readonly { readonly opening: Opening; readonly settlement: Settlement }[]): Promise<void> {
  const first = new Map(ended.toReversed().map((each) => [each.opening.requestId, each]));
  if (first.size === 0) return;
  await database.execute(sql`
    with given as (select * from json_to_recordset(${JSON.stringify([...first.values()].map(toRow))}::json) as x(
      id text, owner text, key_id text, route text, model text, streamed boolean, opened_at timestamptz, hold_requests bigint, hold_tokens bigint, hold_micros bigint,
      settled_at timestamptz, outcome text, status integer, exact boolean,
      prompt_tokens bigint, cached_tokens bigint, scored_tokens bigint, generated_tokens bigint, charge_requests bigint, charge_tokens bigint, charge_micros bigint)),
    kept as (insert into ${requests} (id, owner, key_id, route, model, streamed, opened_at, hold_requests, hold_tokens, hold_micros,
        settled_at, outcome, status, exact, prompt_tokens, cached_tokens, scored_tokens, generated_tokens, charge_requests, charge_tokens, charge_micros)
      select * from (select id, owner, key_id, route, model, streamed, opened_at, hold_requests, hold_tokens, hold_micros,
        settled_at, outcome, status, exact, prompt_tokens, cached_tokens, scored_tokens, generated_tokens, charge_requests, charge_tokens, charge_micros from given) as g
      on conflict do nothing returning key_id, charge_requests, charge_tokens, charge_micros),
    amounts as (select k.key_id, a.unit, sum(a.charge) as charge
      from kept as k cross join lateral (values ('requests', k.charge_requests), ('tokens', k.charge_tokens), ('micros', k.charge_micros)) as a(unit, charge)
      where k.key_id is not null group by k.key_id, a.unit),
    due as (select b.key_id, b.unit, a.charge from ${budgets} as b join amounts as a on a.key_id = b.key_id and a.unit = b.unit order by b.key_id, b.unit for update of b)
    update ${budgets} as b set spent = b.spent + due.charge from due where b.key_id = due.key_id and b.unit = due.unit`);
}

function toRow({ opening, settlement }: { readonly opening: Opening; readonly settlement: Settlement }): Record<string, unknown> {
  const { requestId, owner, keyId, route, model, streamed, openedAt, hold } = opening;
  const { settledAt, outcome, status, usage, charge, exact } = settlement;
  return {
    id: requestId, owner: toStorable(owner), key_id: keyId, route: toStorable(route), model: model === null ? null : toStorable(model), streamed, opened_at: openedAt,
    hold_requests: hold.requests, hold_tokens: hold.tokens, hold_micros: hold.micros, settled_at: settledAt, outcome, status, exact,
    prompt_tokens: usage.promptTokens, cached_tokens: usage.cachedTokens, scored_tokens: usage.scoredTokens, generated_tokens: usage.generatedTokens,
    charge_requests: charge.requests, charge_tokens: charge.tokens, charge_micros: charge.micros,
  };
}
