/** @module The owner's side of the thread that reads half of a batch's rows; asks and readings travel through shared memory. */
import { Worker } from "node:worker_threads";
import { PremiseError } from "../../../errors/premise-error.ts";
import type { Reading } from "./read-row.ts";
import type { RowAsk } from "./read-rows.ts";
import type { Rows } from "./row-reader.ts";
import { askSlots, asksAt, createSharedRows, mostAsks, readingSlots, signals, type SharedRows } from "./shared-rows.ts";

/** How often to look whether the other thread is done before sleeping on it, and for how many seconds to sleep before it is taken for dead. */
const spins = 20_000;
const patience = 30;

export class SecondReader implements Disposable {
  readonly #shared: SharedRows;
  readonly #thread: Worker;
  #turn = 0;
  #isGone = false;

  constructor(vocabularySize: number) {
    this.#shared = createSharedRows();
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    this.#thread = new Worker(new URL(`second-thread.${extension}`, import.meta.url), { workerData: { shared: this.#shared, vocabularySize } });
    const miss = (): void => void (this.#isGone = true);
    this.#thread.on("error", miss).on("exit", miss);
    this.#thread.unref();
  }

  /** Whether it runs, and these asks can travel: the likeliest tokens of a row have no fixed length. */
  canTake(asks: readonly RowAsk[]): boolean {
    return !this.#isGone && Atomics.load(this.#shared.signals, signals.ready) === 1 && asks.length <= mostAsks && asks.every(({ ask }) => (ask.want.top ?? 0) === 0);
  }

  /** Wakes the thread; call what it returns for the readings, which are null when it died over them. */
  start({ address }: Rows, asks: readonly RowAsk[]): () => (Reading | Error)[] | null {
    const { signals: flags, asks: slots } = this.#shared;
    slots[0] = Number(address);
    slots[1] = asks.length;
    asks.forEach(({ row, ask }, i) => {
      const isDraw = "draw" in ask;
      const { temperature, topK, topP, minP } = isDraw ? ask.draw : { temperature: 0, topK: 0, topP: 1, minP: 0 };
      slots.set([row, isDraw ? -1 : ask.token, ask.want.statistics === true ? 1 : 0, isDraw ? ask.uniform : 0, temperature, topK, topP, minP], asksAt + i * askSlots);
    });
    // Turns wrap as the memory does that holds them.
    const turn = (this.#turn = (this.#turn + 1) | 0);
    Atomics.store(flags, signals.asked, turn);
    Atomics.notify(flags, signals.asked);
    return () => {
      this.#isGone = !this.#wait(turn);
      return this.#isGone ? null : asks.map(({ position }, i) => this.#readingAt(i, position));
    };
  }

  #wait(turn: number): boolean {
    const { signals: flags } = this.#shared;
    const isDone = (): boolean => Atomics.load(flags, signals.answered) === turn;
    for (let i = 0; i < spins && !isDone(); i++);
    for (let seconds = 0; seconds < patience && !isDone(); seconds++) Atomics.wait(flags, signals.answered, (turn - 1) | 0, 1000);
    return isDone();
  }

  #readingAt(i: number, position: number): Reading | Error {
    const [isRead, token = 0, logprob = 0, sampledLogprob = 0, hasStatistics, entropy = 0, variance = 0, rank = 0] = this.#shared.readings.subarray(i * readingSlots, (i + 1) * readingSlots);
    if (isRead !== 1) return new PremiseError("engine/non-finite", { position });
    return { token, logprob, sampledLogprob, top: null, statistics: hasStatistics === 1 ? { entropy, variance, rank } : null };
  }

  [Symbol.dispose](): void {
    void this.#thread.terminate();
  }
}
