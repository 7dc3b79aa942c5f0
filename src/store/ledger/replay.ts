/** @module What earlier processes left: their journal goes into the store, and what they did not finish is lost. */
import type { Charge, Opening, Settlement, Store, Usage } from "../store.ts";
import type { JournalledOpening, Line } from "./lines.ts";

const batchSize = 256;
const nothing: Usage = { promptTokens: 0, cachedTokens: 0, scoredTokens: 0, generatedTokens: 0 };

/** A journal by request: what counts of each kind of line is the last, but of settlements the first. */
export type Earlier = {
  readonly openings: ReadonlyMap<string, JournalledOpening>;
  readonly usages: ReadonlyMap<string, Usage>;
  readonly settlements: ReadonlyMap<string, Settlement>;
};

export function gatherEarlier(lines: readonly Line[]): Earlier {
  const openings = new Map<string, JournalledOpening>();
  const usages = new Map<string, Usage>();
  const settlements = new Map<string, Settlement>();
  for (const line of lines) {
    if (line.kind === "opening") openings.set(line.opening.requestId, line.opening);
    else if (line.kind === "progress") usages.set(line.requestId, line.usage);
    else if (!settlements.has(line.settlement.requestId)) settlements.set(line.settlement.requestId, line.settlement);
  }
  return { openings, usages, settlements };
}

/** Can be made again after it failed half-way: each step changes nothing the second time. `at` is when what was lost ends. */
export async function replay(store: Store, earlier: Earlier, owner: string, at: string): Promise<void> {
  const openings = [...earlier.openings.values()].map((opening): Opening => ({ ...opening, owner, admitted: true }));
  await inBatches(openings, (batch) => store.open(batch));
  await inBatches([...earlier.settlements.values()], (batch) => store.settle(batch));
  const open = await store.listOpen(owner);
  await inBatches(open.map(({ requestId, hold }) => toLost(requestId, hold, earlier.usages.get(requestId) ?? nothing, at)), (batch) => store.settle(batch));
}

/** What was handed out is charged; money is the share of the hold that these tokens have, rounded up, or all of it where the hold has none. */
function toLost(requestId: string, hold: Charge, usage: Usage, settledAt: string): Settlement {
  const tokens = usage.promptTokens + usage.scoredTokens + usage.generatedTokens;
  const micros = hold.tokens === 0 ? hold.micros : Math.ceil((hold.micros * tokens) / hold.tokens);
  return { requestId, settledAt, outcome: "lost", status: null, usage, charge: { requests: 1, tokens, micros }, exact: false };
}

async function inBatches<T>(all: readonly T[], act: (batch: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < all.length; start += batchSize) await act(all.slice(start, start + batchSize));
}
