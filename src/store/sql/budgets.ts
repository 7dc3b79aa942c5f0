/** @module The budgets of a batch: locked in one order by everyone, reckoned with in JS, written back once. */
import { asc, sql } from "drizzle-orm";
import { budgets } from "../schema.ts";
import type { Budget, BudgetUnit, Charge, Refusal } from "../store.ts";
import type { Database } from "./database.ts";

type Change = { spent: number; reserved: number };

/** Budgets of some keys, which nobody else can change before the transaction ends. */
export class LockedBudgets {
  readonly #byKey: ReadonlyMap<string | null, readonly Budget[]>;
  readonly #changes = new Map<Budget, Change>();

  constructor(rows: readonly Budget[]) {
    this.#byKey = Map.groupBy(rows, ({ keyId }) => keyId);
  }

  /** The first budget that has less left than `hold` needs. */
  findRefusal(keyId: string | null, hold: Charge): Refusal | null {
    for (const budget of this.#byKey.get(keyId) ?? []) {
      const { unit, limit, currency } = budget;
      const change = this.#changes.get(budget);
      const left = limit - budget.spent - budget.reserved - (change?.spent ?? 0) - (change?.reserved ?? 0);
      if (hold[unit] > left) return { unit, limit, left: Math.max(0, left), currency };
    }
    return null;
  }

  reserve(keyId: string | null, hold: Charge): void {
    this.#change(keyId, (change, unit) => (change.reserved += hold[unit]));
  }

  /** Gives the hold back and spends the charge. */
  spend(keyId: string | null, hold: Charge, charge: Charge): void {
    this.#change(keyId, (change, unit) => {
      change.reserved -= hold[unit];
      change.spent += charge[unit];
    });
  }

  async write(database: Database): Promise<void> {
    const rows = [...this.#changes].map(([{ keyId, unit }, change]) => ({ keyId, unit, ...change }));
    if (rows.length === 0) return;
    await database.execute(sql`update ${budgets} as b set spent = b.spent + x.spent, reserved = b.reserved + x.reserved
      from json_to_recordset(${JSON.stringify(rows)}::json) as x("keyId" text, unit text, spent bigint, reserved bigint)
      where b.key_id = x."keyId" and b.unit = x.unit`);
  }

  #change(keyId: string | null, apply: (change: Change, unit: BudgetUnit) => void): void {
    for (const budget of this.#byKey.get(keyId) ?? []) {
      const change = this.#changes.get(budget) ?? { spent: 0, reserved: 0 };
      apply(change, budget.unit);
      this.#changes.set(budget, change);
    }
  }
}

/** The rows are locked in the order of their identity, so that no two transactions wait for each other. */
export async function lockBudgets(transaction: Database, keyIds: readonly (string | null)[]): Promise<LockedBudgets> {
  const wanted = [...new Set(keyIds)].filter((id) => id !== null);
  if (wanted.length === 0) return new LockedBudgets([]);
  const rows = await transaction.select().from(budgets).where(sql`${budgets.keyId} = any(${sql.param(wanted)})`).orderBy(asc(budgets.keyId), asc(budgets.unit)).for("update");
  return new LockedBudgets(rows);
}
