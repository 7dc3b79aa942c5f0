/** @module A store whose answers a test can hold back, lose or refuse, and a clock and timers that it moves. */
import { PremiseError } from "../../src/errors/premise-error.ts";
import type { Opening, Settlement, Store } from "../../src/store/store.ts";

export type Flaky = {
  readonly store: Store;
  /** What reached the store, call by call: `+a` opened, `-a` settled, `*a` both. */
  readonly calls: string[][];
  /** `refuse`: as if it could not be reached. `lose`: it does what it is asked for, but the answer does not come. */
  mode: "work" | "refuse" | "lose";
  /** Calls wait for it. */
  gate: Promise<unknown>;
};

export function createFlaky(inner: Store): Flaky {
  const pass = async <T>(names: readonly string[], call: () => Promise<T>): Promise<T> => {
    await flaky.gate;
    if (flaky.mode === "refuse") throw new PremiseError("store/unavailable", { problem: "connection refused" });
    const result = await call();
    flaky.calls.push([...names]);
    if (flaky.mode === "lose") throw new PremiseError("store/unavailable", { problem: "connection lost" });
    return result;
  };
  const flaky: Flaky = {
    mode: "work", gate: Promise.resolve(), calls: [],
    store: {
      ...inner,
      open: (openings: readonly Opening[]) => pass(openings.map(({ requestId }) => `+${requestId}`), () => inner.open(openings)),
      settle: (settlements: readonly Settlement[]) => pass(settlements.map(({ requestId }) => `-${requestId}`), () => inner.settle(settlements)),
      record: (ended) => pass(ended.map(({ opening }) => `*${opening.requestId}`), () => inner.record(ended)),
      listOpen: (owner: string) => pass([], () => inner.listOpen(owner)),
    },
  };
  return flaky;
}

export type Timers = {
  readonly clock: { readonly now: () => Date; readonly seconds: () => number };
  readonly after: (seconds: number, act: () => void) => () => void;
  /** Pauses that were asked for, in seconds. */
  readonly pauses: number[];
  /** Ends the pause that is going on, and lets what follows happen; waits for one where there is none. */
  readonly pass: () => Promise<void>;
};

export function createTimers(): Timers {
  let elapsed = 0;
  const waiting: { readonly seconds: number; readonly act: () => void }[] = [];
  const pauses: number[] = [];
  const after = (seconds: number, act: () => void): (() => void) => {
    const timer = { seconds, act };
    waiting.push(timer);
    pauses.push(seconds);
    return () => void waiting.splice(waiting.indexOf(timer), 1);
  };
  const pass = async (): Promise<void> => {
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const timer = waiting.shift();
    elapsed += timer?.seconds ?? 0;
    timer?.act();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock: { now: () => new Date(Date.UTC(2026, 2, 1, 10, 0, 0) + elapsed * 1000), seconds: () => elapsed }, after, pauses, pass };
}
