/** @module What every store must do, as cases that any test runner can run. */
import type { Store } from "../store/store.ts";
import { budgetCases } from "./store/budgets.ts";
import { endCases, keyCases, runTextCases } from "./store/keys.ts";
import { ledgerCases } from "./store/ledger.ts";

/** Closing the stores is the runner's part; a second `close` must do no harm. */
export type StoreBench = {
  /** An empty store. */
  readonly open: () => Promise<Store>;
  /** One more over the same data as the last that was opened. */
  readonly openAgain: () => Promise<Store>;
};

export type StoreCase = {
  readonly name: string;
  /** Needs `openAgain`: leave it out where only one process may use the data at a time. */
  readonly severalOpeners?: true;
  /** Throws where the store does not behave. */
  readonly run: (bench: StoreBench) => Promise<void>;
};

export const storeCases: readonly StoreCase[] = [...keyCases, ...ledgerCases, ...budgetCases, ...runTextCases, ...endCases];
