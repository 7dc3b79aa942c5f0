/** @module The store in PGlite, a PostgreSQL inside this process, in a thread of its own. */
import type { Store } from "../store.ts";
import type { Method } from "./messages.ts";
import { Thread } from "./thread.ts";

const methods: readonly Method[] = ["address", "createKey", "listKeys", "revokeKey", "open", "settle", "record", "listOpen", "listRequests", "sumUsage", "appendRun", "listRuns", "findRuns"];

/**
 * Opens or makes the database in `directory`, which only one process may use at a time; null is one in memory. The first opening takes some seconds.
 * What was answered survives the end of the process, however it ends; PGlite does not wait for the disk, so after a loss of power the last seconds may be missing.
 * @throws PremiseError `store/newer`, `store/unreadable`.
 */
export async function openPgliteStore(directory: string | null): Promise<Store> {
  const thread = new Thread();
  try {
    await thread.call("open-store", [directory]);
  } catch (error) {
    await thread.end();
    throw error;
  }
  return forward(thread);
}

function forward(thread: Thread): Store {
  let closing: Promise<void> | null = null;
  const end = async (): Promise<void> => {
    try {
      if (!thread.hasEnded) await thread.call("close", []);
    } finally {
      await thread.end();
    }
  };
  const close = (): Promise<void> => (closing ??= end());
  const calls = Object.fromEntries(methods.map((method) => [method, (...args: readonly unknown[]) => thread.call(method, args)]));
  return { ...(calls as Pick<Store, Method>), kind: "pglite", close, [Symbol.asyncDispose]: close };
}
