/** @module What a server's background processes do and PGlite does not have: without it the write-ahead log grows for ever, and dead rows stay. */
import type { PGlite } from "@electric-sql/pglite";
import type { Store } from "../store.ts";

/** In settled requests; the log then has some 30 MB since the last checkpoint. */
const interval = 16_384;
/** Each alone: a vacuum cannot be in one transaction with others. */
const statements = ["vacuum premise_open_requests", "vacuum premise_budgets", "checkpoint"];

export async function tidyUp(client: Pick<PGlite, "exec">): Promise<void> {
  for (const statement of statements) await client.exec(statement);
}

/** The store, which now and then makes the caller wait (for 30 to 100 ms) until the database is tidied up. */
export function withUpkeep(store: Store, client: Pick<PGlite, "exec">): Store {
  let work = 0;
  const count = async (amount: number): Promise<void> => {
    work += amount;
    if (work < interval) return;
    work = 0;
    // What was asked for is done; this will be tried again.
    await tidyUp(client).catch(() => undefined);
  };
  return {
    ...store,
    settle: async (settlements) => {
      await store.settle(settlements);
      await count(settlements.length);
    },
    record: async (ended) => {
      await store.record(ended);
      await count(ended.length);
    },
    appendRun: async (id, text, size) => {
      await store.appendRun(id, text, size);
      await count(1 + text.length / 2000);
    },
  };
}
