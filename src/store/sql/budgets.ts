/** @module The budgets of a batch: locked in one order by everyone, reckoned with in JS, written back once. */
import { asc, sql } from "drizzle-orm";
import { budgets } from "../schema.ts";
import type { Budget, Charge, Refusal } from "../store.ts";
import type { Database } from "./database.ts";

/** Budgets of some keys, which nobody else can change before the transaction ends. */
export class LockedBudgets {
  readonly #byKey: ReadonlyMap<string | null, readonly Budget[]>;
  readonly #held = new Map<Budget, number>();

  constructor(rows: readonly Budget[]) {
    this.#byKey = Map.groupBy(rows, ({ keyId }) => keyId);
  }

  /** The first budget that has less left than `hold` needs. */
  findRefusal(keyId: string | null, hold: Charge): Refusal | null {
    for (const budget of this.#byKey.get(keyId) ?? []) {
      const { unit, limit, spent, reserved, currency } = budget;
      const left = limit - spent - reserved - (this.#held.get(budget) ?? 0);
      if (hold[unit] > left) return { unit, limit, left: Math.max(0, left), currency };
    }
    return null;
  }

  reserve(keyId: string | null, hold: Charge): void {
    for (const budget of this.#byKey.get(keyId) ?? []) this.#held.set(budget, (this.#held.get(budget) ?? 0) + hold[budget.unit]);
  }

  async write(database: Database): Promise<void> {
    const rows = [...this.#held].map(([{ keyId, unit }, held]) => ({ key_id: keyId, unit, held }));
    if (rows.length === 0) return;
    await database.execute(sql`update ${budgets} as b set reserved = b.reserved + x.held
      from json_to_recordset(${JSON.stringify(rows)}::json) as x(key_id text, unit text, held bigint) where b.key_id = x.key_id and b.unit = x.unit`);
  }
}

/** The rows are locked in the order of their identity, so that no two transactions wait for each other. */
export async function lockBudgets(transaction: Database, keyIds: readonly (string | null)[]): Promise<LockedBudgets> {
  const wanted = [...new Set(keyIds)].filter((id) => id !== null);
  if (wanted.length === 0) return new LockedBudgets([]);
  const rows = await transaction.select().from(budgets).where(sql`${budgets.keyId} = any(${sql.param(wanted)})`).orderBy(asc(budgets.keyId), asc(budgets.unit)).for("update");
  return new LockedBudgets(rows);
}
