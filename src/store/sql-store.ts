/** @module The store over any PostgreSQL that drizzle reaches. What must be atomic is one transaction. */
import { PremiseError } from "../errors/premise-error.ts";
import type { Database } from "./sql/database.ts";
import { withFailures } from "./sql/failure.ts";
import { createKey, listKeys, revokeKey } from "./sql/keys.ts";
import { openAll } from "./sql/open.ts";
import { recordAll } from "./sql/record.ts";
import { listOpen, listRequests, sumUsage } from "./sql/requests.ts";
import { appendRun, findRuns, listRuns } from "./sql/runs.ts";
import { settleAll } from "./sql/settle.ts";
import type { Store } from "./store.ts";

/** `close` closes the connection; it is called once, when no call is under way. */
export function createSqlStore(database: Database, { kind, address, close }: Pick<Store, "kind" | "address" | "close">): Store {
  const pending = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;
  const end = (): Promise<void> => (closing ??= Promise.all(pending).then(close));
  const run = <T>(call: () => Promise<T>): Promise<T> => {
    if (closing !== null) return Promise.reject(new PremiseError("store/unavailable", { problem: "it is closed" }));
    const result = withFailures(call);
    const settled = result.catch(() => undefined).finally(() => pending.delete(settled));
    pending.add(settled);
    return result;
  };
  return {
    kind,
    address: () => run(address),
    createKey: (key) => run(() => createKey(database, key)),
    listKeys: () => run(() => listKeys(database)),
    revokeKey: (key, at) => run(() => revokeKey(database, key, at)),
    open: (openings) => run(() => openAll(database, openings)),
    settle: (settlements) => run(() => settleAll(database, settlements)),
    record: (ended) => run(() => recordAll(database, ended)),
    listOpen: (owner) => run(() => listOpen(database, owner)),
    listRequests: (filter) => run(() => listRequests(database, filter)),
    sumUsage: (filter) => run(() => sumUsage(database, filter)),
    appendRun: (id, text, size) => run(() => appendRun(database, id, text, size)),
    listRuns: () => run(() => listRuns(database)),
    findRuns: (beginning) => run(() => findRuns(database, beginning)),
    close: end,
    [Symbol.asyncDispose]: end,
  };
}
