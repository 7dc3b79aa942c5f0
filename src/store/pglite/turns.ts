/** @module PGlite as its socket server may use it beside the store: whoever speaks has the one session to himself until his transaction has ended. */
import type { PGlite } from "@electric-sql/pglite";

/** What the socket server calls. */
export type Served = Pick<PGlite, "waitReady" | "isInTransaction" | "runExclusive" | "execProtocolRawStream" | "exec">;

/** Parse, Bind, Describe, Execute, Close, Flush: more of the same turn follows, up to a Sync. */
const unfinished = new Set([..."PBDECH"].map((letter) => letter.charCodeAt(0)));
/** A connection's first message has no letter: its length begins with a zero. */
const startup = 0;

/**
 * The server hands over a client's messages one by one, and the store's own statements would come between them: a Bind would find the store's
 * statement in place of its own. So a turn is kept until it is whole, and runs with the lock of PGlite's transactions, which the store's statements take too;
 * a transaction that a client has begun keeps it. A client that waits for an answer before its Sync would wait for ever; node-postgres does not.
 */
export function createTurns(database: PGlite): Served {
  let turn: Uint8Array[] = [];
  let unlock: (() => void) | null = null;
  const run: Served["execProtocolRawStream"] = async (message, options) => {
    unlock ??= await lock(database);
    try {
      await database.runExclusive(() => database.execProtocolRawStream(message, options));
    } finally {
      if (!database.isInTransaction()) {
        unlock();
        unlock = null;
      }
    }
  };
  return {
    waitReady: database.waitReady,
    // Of a client: the store's own transactions are not the server's matter.
    isInTransaction: () => unlock !== null,
    runExclusive: (work) => work(),
    async execProtocolRawStream(message, options) {
      // What a client that has gone left unfinished is nobody's.
      if (message[0] === startup) turn = [];
      turn.push(message);
      if (unfinished.has(message[0] ?? startup)) return;
      const whole = Buffer.concat(turn);
      turn = [];
      await run(whole, options);
    },
    async exec(statement) {
      await run(toQuery(statement), { onRawData: () => undefined });
      return [];
    },
  };
}

/** Waits for the lock. @returns what gives it back. */
function lock(database: PGlite): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const held = database._runExclusiveTransaction(() => new Promise<void>((unlock) => resolve(unlock)));
    held.catch(reject);
  });
}

/** A simple query, as a client would send it. */
function toQuery(statement: string): Uint8Array {
  const text = Buffer.from(`${statement}\0`);
  const head = Buffer.alloc(5);
  head.write("Q");
  head.writeInt32BE(text.length + 4, 1);
  return Buffer.concat([head, text]);
}
