/** @module Every request is in the ledger before it is served, and its cost before its answer ends, whatever the store is doing meanwhile. */
import type { Charge, Opening, RequestOutcome, Usage } from "./store.ts";

/** A request that is under way. */
export interface Entry {
  readonly requestId: string;
  /** What has been handed to the client so far; durable (against the end of the process) when it returns. @throws PremiseError `store/write-failed`. */
  progress(usage: Usage): void;
  /** Ends it; durable when it returns. A second call changes nothing. @throws PremiseError `store/write-failed` when it is not durable yet; the store is told all the same. */
  settle(end: { readonly outcome: RequestOutcome; readonly status: number | null; readonly usage: Usage; readonly charge: Charge; readonly exact: boolean }): void;
}

export type NewEntry = Omit<Opening, "owner" | "admitted" | "openedAt">;

export interface Ledger extends AsyncDisposable {
  /**
   * Writes a request down. Without a budget it returns once the journal has it; `hasBudget` waits for the store, which decides.
   * @throws PremiseError `gateway/over-budget`, `store/unavailable`, `store/write-failed`, `interrupted` (by the signal; nothing stays held), `gateway/stopping` after `close`.
   */
  open(entry: NewEntry, options: { readonly hasBudget: boolean; readonly signal?: AbortSignal }): Promise<Entry>;
  /** Openings and settlements that the store does not have yet, and those that an earlier process has left until they were looked at. */
  readonly waiting: number;
  /** Resolves when the store has everything that was written before; waits while it is away. @throws what the store threw when it could not be opened at all. */
  flush(): Promise<void>;
  /** Resolves when the store has everything, or has failed once more: what it lacks stays in the journal for the next process. Does not close the store. */
  close(): Promise<void>;
}
