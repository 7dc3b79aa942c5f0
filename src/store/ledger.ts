/** @module Every request is in the ledger before it is served, and its cost before its answer ends, whatever the store is doing meanwhile. */
import type { Charge, Opening, RequestOutcome, Usage } from "./store.ts";

/** A request that is under way. */
export interface Entry {
  readonly requestId: string;
  /** What has been handed to the client so far; durable (against the end of the process) when it returns. */
  progress(usage: Usage): void;
  /** Ends it; durable when it returns. A second call changes nothing. */
  settle(end: { readonly outcome: RequestOutcome; readonly status: number | null; readonly usage: Usage; readonly charge: Charge; readonly exact: boolean }): void;
}

export type NewEntry = Omit<Opening, "owner" | "admitted" | "openedAt">;

export interface Ledger extends AsyncDisposable {
  /**
   * Writes a request down. Without a budget it returns once the journal has it; `hasBudget` waits for the store, which decides.
   * @throws PremiseError `gateway/over-budget`, `store/unavailable`.
   */
  open(entry: NewEntry, options: { readonly hasBudget: boolean; readonly signal?: AbortSignal }): Promise<Entry>;
  /** Openings and settlements that the store does not have yet. */
  readonly waiting: number;
  /** Resolves when the store has everything that was written before. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
