/** @module What is left of each budget, where nobody else uses the store: decided here at once, and told to the store afterwards. */
import type { Budget, Charge, KeyRecord, Refusal, Store } from "../store.ts";

type Balance = Pick<Budget, "unit" | "limit" | "currency"> & { left: number };

export class Balances {
  readonly #byKey = new Map<string, readonly Balance[]>();
  #store: Store | null = null;

  /** Before anything is held: what is spent counts, and nothing is under way. */
  begin(store: Store, keys: readonly KeyRecord[]): void {
    this.#store = store;
    for (const key of keys) this.#learn(key);
  }

  /** Holds the amount, or tells the first budget that has less left. A key that came since is looked up. */
  async hold(keyId: string | null, amount: Charge): Promise<Refusal | null> {
    if (keyId === null) return null;
    if (!this.#byKey.has(keyId)) for (const key of (await this.#store?.listKeys()) ?? []) if (!this.#byKey.has(key.id)) this.#learn(key);
    const balances = this.#byKey.get(keyId) ?? [];
    const short = balances.find(({ unit, left }) => amount[unit] > left);
    if (short !== undefined) return { unit: short.unit, limit: short.limit, left: Math.max(0, short.left), currency: short.currency };
    for (const balance of balances) balance.left -= amount[balance.unit];
    return null;
  }

  /** What was held is given back, and what it did cost is spent. */
  settle(keyId: string | null, held: Charge, spent: Charge): void {
    for (const balance of this.#byKey.get(keyId ?? "") ?? []) balance.left += held[balance.unit] - spent[balance.unit];
  }

  #learn({ id, budgets }: KeyRecord): void {
    this.#byKey.set(id, budgets.map(({ unit, limit, spent, reserved, currency }) => ({ unit, limit, currency, left: limit - spent - reserved })));
  }
}
