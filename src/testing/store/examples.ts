/** @module Keys, openings and settlements for the cases of a store. */
import { rejects } from "node:assert/strict";
import { isPremiseError } from "../../errors/premise-error.ts";
import type { ErrorCode } from "../../errors/table.ts";
import type { Budget, BudgetUnit, Charge, NewKey, Opening, Settlement, Store } from "../../store/store.ts";

export const nothing: Charge = { requests: 0, tokens: 0, micros: 0 };
/** 10:00 and so many seconds. */
export const at = (seconds: number): string => new Date(Date.UTC(2026, 2, 1, 10, 0, seconds)).toISOString();

export function exampleKey(id: string, limits: Partial<Charge> = {}, change: Partial<NewKey> = {}): NewKey {
  const budgets = Object.entries(limits).map(([unit, limit]) => ({ unit: unit as BudgetUnit, limit, currency: unit === "micros" ? "EUR" : null }));
  return { id, name: `name of ${id}`, scopes: ["infer"], createdAt: at(0), expiresAt: null, requestsPerMinute: null, hash: `hash of ${id}`, budgets, ...change };
}

export function exampleOpening(requestId: string, change: Partial<Opening> = {}): Opening {
  return { requestId, owner: "here", keyId: null, route: "/v1/completions", model: "world", streamed: false, openedAt: at(1), hold: { requests: 1, tokens: 100, micros: 500 }, admitted: false, ...change };
}

export function exampleSettlement(requestId: string, change: Partial<Settlement> = {}): Settlement {
  const usage = { promptTokens: 20, cachedTokens: 5, scoredTokens: 0, generatedTokens: 10 };
  return { requestId, settledAt: at(2), outcome: "done", status: 200, usage, charge: { requests: 1, tokens: 30, micros: 150 }, exact: true, ...change };
}

/** `spent/reserved` of each budget of a key, by unit. */
export async function readBudgets(store: Store, keyId: string): Promise<Partial<Record<BudgetUnit, string>>> {
  const key = (await store.listKeys()).find(({ id }) => id === keyId);
  return Object.fromEntries((key?.budgets ?? []).map(({ unit, spent, reserved }: Budget) => [unit, `${spent}/${reserved}`]));
}

export async function rejectsWith(code: ErrorCode, act: () => Promise<unknown>): Promise<void> {
  await rejects(act, (error: unknown) => isPremiseError(error) && error.code === code);
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
