/** @module Whether an executor lives, told by a lock of the server that its process holds: the server gives it back when the process dies, however that was. */
import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { withFailures } from "../../store/sql/failure.ts";
import type { DatabaseAddress } from "../../store/store.ts";
import type { LookForLiving } from "./records.ts";
import { toConfig } from "./pool.ts";
import type { Tables } from "./tables.ts";

/** Any number, but the same in every process, and no other lock's. */
const space = 7_376_474;
const pauseMs = 250;

export type Presence = {
  /** Since when the lock has been held without a break, by `performance.now()`; null while it is not, as when the server is away. */
  readonly heldSince: () => number | null;
  readonly look: LookForLiving;
  readonly close: () => Promise<void>;
};

/** The embedded database belongs to one process: whoever else has run something there is dead. */
export function createLonePresence(executor: string): Presence {
  return { heldSince: () => 0, look: async () => (other) => other === executor, close: async () => undefined };
}

/** What a process sees that runs nothing itself. */
export function lookFrom(tables: Pick<Tables, "listLocks">): LookForLiving {
  return async () => {
    const held = new Set(await tables.listLocks(space));
    return (executor) => held.has(toKey(executor) >>> 0);
  };
}

/** Resolves once the lock is held; it is taken again whenever its connection breaks. @throws PremiseError `store/unavailable`. */
export async function createPresence(address: DatabaseAddress, executor: string, tables: Pick<Tables, "listLocks">): Promise<Presence> {
  let closed = false;
  let since: number | null = null;
  let client: pg.Client;
  const hold = async (): Promise<void> => {
    client = new pg.Client({ ...toConfig(address), connectionTimeoutMillis: 5000 });
    client.on("error", () => undefined);
    client.once("end", () => void (closed ? undefined : holdAgain()));
    await client.connect();
    await client.query("select pg_advisory_lock($1, $2)", [space, toKey(executor)]);
    since = performance.now();
  };
  const holdAgain = async (): Promise<void> => {
    since = null;
    await sleep(pauseMs, undefined, { ref: false });
    // Its own end comes here again.
    if (!closed) await hold().catch(() => client.end().catch(() => undefined));
  };
  await withFailures(hold);
  return {
    heldSince: () => since,
    look: lookFrom(tables),
    close: async () => {
      closed = true;
      await Promise.race([client.end().catch(() => undefined), sleep(1000, undefined, { ref: false })]);
    },
  };
}

/** Of 32 bits: two executors with the same are one that lives longer. */
function toKey(executor: string): number {
  return createHash("sha256").update(executor).digest().readInt32BE(0);
}
