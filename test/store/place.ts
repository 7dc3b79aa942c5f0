/** @module A data directory with a ledger, over a store that a test can hold back, lose or refuse. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { createLedger, type LedgerOptions } from "../../src/store/journal-ledger.ts";
import type { Entry, Ledger, NewEntry } from "../../src/store/ledger.ts";
import type { Charge, Store, Usage } from "../../src/store/store.ts";
import { createFlaky, createTimers, type Flaky, type Timers } from "./flaky.ts";
import { freshDirectory } from "./fresh.ts";

export type Place = {
  readonly directory: string;
  /** The store without its moods. */
  readonly inner: Store;
  readonly flaky: Flaky;
  readonly timers: Timers;
  readonly create: (change?: Partial<LedgerOptions>) => Ledger;
};

export function createPlace(inner: Store): Place {
  const directory = freshDirectory();
  const flaky = createFlaky(inner);
  const timers = createTimers();
  const create = (change: Partial<LedgerOptions> = {}): Ledger => createLedger({ directory, owner: "here", clock: timers.clock, after: timers.after, gatherSeconds: 0, store: Promise.resolve(flaky.store), ...change });
  return { directory, inner, flaky, timers, create };
}

export function newEntry(requestId: string, change: Partial<NewEntry> = {}): NewEntry {
  return { requestId, keyId: null, route: "/v1/completions", model: "world", streamed: true, hold: { requests: 1, tokens: 100, micros: 1000 }, ...change };
}

export const usage = (generatedTokens: number): Usage => ({ promptTokens: 10, cachedTokens: 5, scoredTokens: 0, generatedTokens });
export const charge: Charge = { requests: 1, tokens: 30, micros: 300 };
export const free = { hasBudget: false };
export const limited = { hasBudget: true };

export function done(entry: Entry): void {
  entry.settle({ outcome: "done", status: 200, usage: usage(20), charge, exact: true });
}

export function listJournal(directory: string): readonly string[] {
  return readdirSync(join(directory, "journal")).sort();
}

/** By request; null for one that is open. */
export async function readOutcomes(store: Store): Promise<Record<string, string | null>> {
  return Object.fromEntries((await store.listRequests({ limit: 1000 })).map(({ requestId, settlement }) => [requestId, settlement?.outcome ?? null]));
}
