/** @module One process at a time makes the tables: DBOS itself has no lock for it. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";
import { withFailures } from "../../store/sql/failure.ts";

/** Any number, but the same in every process, and no other lock's. */
const lock = 7_376_475;
const pauseMs = 100;

/** Looks again and again, since one that waits within the server would keep the index from being made that the other makes. */
export async function inTurn<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await withFailures(() => pool.connect());
  try {
    while (!(await withFailures(() => take(client)))) await sleep(pauseMs);
    return await work();
  } finally {
    // With its connection the lock is given back, however this has ended.
    client.release(true);
  }
}

async function take(client: pg.PoolClient): Promise<boolean> {
  const { rows: [found] } = await client.query<{ readonly taken: boolean }>("select pg_try_advisory_lock($1) as taken", [lock]);
  return found?.taken === true;
}
