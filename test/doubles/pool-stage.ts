/** @module A predictor pool of pretended models, whose openings, closings and timers a test controls. */
import { setImmediate } from "node:timers/promises";
import { createPredictorPool, type PredictorLease, type PredictorPool } from "../../src/predictor/pool.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";

export const sizes: Readonly<Record<string, number>> = { a: 3, b: 4, c: 6, d: 10, huge: 11 };
export const budget = 10;

/** What a pool opened, whose openings and closings end when the test says. */
type Opened = { readonly model: string; readonly signal: AbortSignal; opening: boolean; alive: boolean; closing: boolean; readonly finish: () => void; readonly fail: () => void; readonly end: () => void };

/** A pool of pretended models, and what it did. */
export class Stage {
  readonly opened: Opened[] = [];
  readonly timers = new Set<() => void>();
  /** Whether openings and closings end by themselves. */
  readonly prompt: boolean;
  readonly pool: PredictorPool;

  constructor({ prompt = true, idleSeconds = Infinity } = {}) {
    this.prompt = prompt;
    this.pool = createPredictorPool({
      memoryBytes: budget,
      idleSeconds,
      estimateBytes: (model) => sizes[model] ?? NaN,
      open: (model, signal) => this.#open(model, signal),
      after: (_, act) => {
        this.timers.add(act);
        return () => void this.timers.delete(act);
      },
    });
  }

  #open(model: string, signal: AbortSignal): Promise<Predictor> {
    const opening = Promise.withResolvers<Predictor>();
    const closing = Promise.withResolvers<void>();
    const close = (): Promise<void> => {
      one.closing = true;
      if (this.prompt) one.end();
      return closing.promise;
    };
    const end = (): void => {
      if (!one.closing) return;
      one.alive = false;
      closing.resolve();
    };
    const finish = (): void => {
      one.opening = false;
      opening.resolve({ model, close } as unknown as Predictor);
    };
    const fail = (): void => {
      if (!one.opening) return;
      one.opening = one.alive = false;
      opening.reject(new Error("cannot"));
    };
    const one: Opened = { model, signal, opening: true, alive: true, closing: false, finish, fail, end };
    this.opened.push(one);
    if (this.prompt) one.finish();
    return opening.promise;
  }

  get alive(): readonly string[] { return this.opened.filter(({ alive }) => alive).map(({ model }) => model); }

  fireTimers(): void {
    const due = [...this.timers];
    this.timers.clear();
    for (const act of due) act();
  }
}

type Asked = { readonly stop: AbortController; readonly settled: Promise<void>; lease: PredictorLease | null; released: boolean; outcome: "waiting" | "granted" | "refused" };

/** Users, models and time in any order. */
export class Play {
  readonly #stage = new Stage({ prompt: false, idleSeconds: 1 });
  readonly #asked: Asked[] = [];

  act(act: string, at: number, model: string): void {
    const pick = <T>(list: readonly T[]): T | undefined => list[at % Math.max(1, list.length)];
    const held = this.#asked.filter(({ lease, released }) => lease !== null && !released);
    const live = this.#stage.opened.filter(({ alive }) => alive);
    if (act === "lease") this.#lease(model);
    else if (act === "abort") pick(this.#asked)?.stop.abort();
    else if (act === "finish" || act === "fail" || act === "end") pick(live.filter(({ closing }) => closing === (act === "end")))?.[act]();
    else if (act === "idle") this.#stage.fireTimers();
    else this.#giveBack(pick(held), act === "discard");
  }

  #lease(model: string): void {
    const stop = new AbortController();
    const asked: Asked = { stop, lease: null, released: false, outcome: "waiting", settled: this.#stage.pool.lease(model, { signal: stop.signal }).then((lease) => {
      asked.lease = lease;
      asked.outcome = "granted";
    }, () => void (asked.outcome = "refused")) };
    this.#asked.push(asked);
  }

  #giveBack(asked: Asked | undefined, discard: boolean): void {
    if (asked === undefined) return;
    asked.released = true;
    if (discard) asked.lease?.discard();
    // Twice is as once.
    asked.lease?.release();
    asked.lease?.release();
  }

  /** What holds no more of what always has to. */
  problems(): string[] {
    const { alive, opened, pool } = this.#stage;
    const held = this.#asked.flatMap(({ lease, released }) => (lease === null || released ? [] : [(lease.predictor as unknown as { model: string }).model]));
    return [
      alive.reduce((sum, model) => sum + (sizes[model] ?? NaN), 0) <= budget ? [] : [`over budget: ${alive.join()}`],
      new Set(alive).size === alive.length ? [] : [`twice: ${alive.join()}`],
      held.filter((model) => !opened.some((one) => one.model === model && one.alive && !one.closing)).map((model) => `closed in use: ${model}`),
      pool.models().every(({ users, state }) => users >= 0 && (users === 0 || state !== "closing")) ? [] : [`counts: ${JSON.stringify(pool.models())}`],
    ].flat();
  }

  /** Ends all that is open, and tells what is left over. */
  async finish(): Promise<unknown[]> {
    const { pool, opened } = this.#stage;
    for (let round = 0; round <= 10 * this.#asked.length; round++) {
      for (const asked of this.#asked) if (asked.lease !== null && !asked.released) this.#giveBack(asked, false);
      for (const one of opened.filter(({ alive }) => alive)) (one.closing ? one.end : one.finish)();
      await setImmediate();
    }
    const waiting = this.#asked.filter(({ outcome, released }) => outcome === "waiting" || (outcome === "granted" && !released));
    const closed = pool.close();
    await setImmediate();
    for (const one of opened) one.end();
    await closed;
    return [...waiting, ...this.#stage.alive, ...pool.models(), ...this.#stage.timers];
  }
}
