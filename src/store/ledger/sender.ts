/** @module Brings openings and settlements to the store: in batches, an opening before its settlement, again and again while the store is away. */
import type { PremiseError } from "../../errors/premise-error.ts";
import type { Clock } from "../../random/clock.ts";
import type { Opening, Store } from "../store.ts";
import { type OpeningItem, type SettlementItem, toUnavailable, toUnused } from "./items.ts";
import { Lane } from "./lane.ts";
import { Outstanding } from "./outstanding.ts";

const batchSize = 256;
const firstPauseSeconds = 0.1;
const longestPauseSeconds = 2;

export type SenderOptions = {
  readonly store: Promise<Store>;
  readonly clock: Clock;
  /** How long somebody waits for a store that fails. */
  readonly patienceSeconds: number;
  /** Calls `act` in so many seconds, unless the returned function is called first. */
  readonly after: (seconds: number, act: () => void) => () => void;
  /** How long what nobody waits for is gathered before it goes as one. */
  readonly gatherSeconds: number;
  /** What comes before anything else, until it succeeds once. */
  readonly begin: (store: Store) => Promise<void>;
};

export class Sender {
  readonly outstanding = new Outstanding();
  readonly #options: SenderOptions;
  readonly #openings = new Lane<OpeningItem>();
  readonly #settlements = new Lane<SettlementItem>();
  readonly #ended: Promise<void>;
  #wake: () => void = () => undefined;
  #isEnding = false;
  /** Why the store could not be opened at all. */
  #refused: { readonly error: unknown } | null = null;

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#ended = this.#run();
  }

  open(opening: Opening, isUrgent: boolean, { onAnswer, onFailed }: Pick<OpeningItem, "onAnswer" | "onFailed">): OpeningItem {
    const item: OpeningItem = { opening, isUrgent, since: this.#options.clock.seconds(), onAnswer, onFailed, wasSent: false, isDropped: false, ended: null };
    this.outstanding.add(item);
    this.#openings.add(item);
    if (this.#refused !== null && isUrgent) this.drop(item, this.#refused.error);
    this.#wake();
    return item;
  }

  /** After its opening is stored. It is counted from `outstanding.add` on, which may come before. */
  settle(item: SettlementItem): void {
    this.outstanding.add(item);
    this.#settlements.add(item);
    this.#wake();
  }

  /** Of a request whose opening the store does not have: both go in one step, if the opening was not under way. @returns whether it was not. */
  settleWith(item: OpeningItem, ended: SettlementItem): boolean {
    this.outstanding.add(ended);
    if (item.wasSent) return false;
    item.ended = ended;
    return true;
  }

  /** Nobody waits for it any more. If the store has it or will have it, it is ended there. */
  drop(item: OpeningItem, error: unknown): void {
    if (item.isDropped || !this.outstanding.has(item)) return;
    item.isDropped = true;
    this.#openings.remove(item);
    this.outstanding.delete(item);
    if (item.wasSent) this.settleUnused(item.opening.requestId);
    item.onFailed(error);
  }

  /** Gives back what a request holds that was never begun. */
  settleUnused(requestId: string): void {
    this.settle({ settlement: toUnused(requestId, this.#options.clock), isUrgent: true, onStored: () => undefined });
  }

  /** Resolves when everything is in the store, or the store has failed once more. */
  end(): Promise<void> {
    this.#isEnding = true;
    this.#wake();
    return this.#ended;
  }

  async #run(): Promise<void> {
    const { store, begin } = this.#options;
    const opened = await store.catch((error: unknown) => this.#refuse(error));
    if (opened === null || !(await this.#insist(() => begin(opened)))) return;
    for (;;) {
      if (this.#openings.size + this.#settlements.size > 0) {
        await this.#gather();
        if (!(await this.#insist(() => this.#turn(opened)))) return;
      } else if (this.#isEnding) return;
      else await this.#sleep(null);
    }
  }

  /** One turn for many requests costs little more than for one. */
  async #gather(): Promise<void> {
    const { gatherSeconds, after } = this.#options;
    const mayWait = (): boolean => !this.#isEnding && !this.outstanding.isAwaited && this.#openings.urgent.length + this.#settlements.urgent.length === 0 && this.#openings.size + this.#settlements.size < batchSize;
    if (gatherSeconds === 0 || !mayWait()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = after(gatherSeconds, resolve);
    this.#wake = () => void (mayWait() || resolve());
    await promise;
    cancel();
  }

  /** Now, since somebody waits for all of it. */
  hurry(): void {
    this.#wake();
  }

  /** Until it succeeds; false when it failed while everything is to end. */
  async #insist(act: () => Promise<void>): Promise<boolean> {
    for (let pause = firstPauseSeconds; ; pause = Math.min(pause * 2, longestPauseSeconds)) {
      try {
        await act();
        return true;
      } catch (error) {
        this.#giveUp(toUnavailable(error));
        if (this.#isEnding) return false;
        await this.#sleep(pause);
      }
    }
  }

  /** First what gives budgets back, then what needs them. */
  async #turn(store: Store): Promise<void> {
    for (let urgent = this.#settlements.takeUrgent(batchSize); urgent.length > 0; urgent = this.#settlements.takeUrgent(batchSize)) await this.#settle(store, urgent);
    const openings = this.#openings.take(batchSize);
    for (const item of openings) item.wasSent = true;
    const [ended, begun] = [openings.filter((item) => item.ended !== null), openings.filter((item) => item.ended === null)];
    if (begun.length > 0) await this.#open(store, begun, ended);
    if (ended.length > 0) await this.#record(store, ended);
    const settlements = this.#settlements.take(batchSize);
    if (settlements.length > 0) await this.#settle(store, settlements);
  }

  /** `others` go back with them where that fails. */
  async #open(store: Store, items: readonly OpeningItem[], others: readonly OpeningItem[]): Promise<void> {
    const refusals = await store.open(items.map(({ opening }) => opening)).catch((error: unknown) => {
      this.#openings.putBack([...items, ...others].filter(({ isDropped }) => !isDropped));
      throw error;
    });
    for (const [index, item] of items.entries()) {
      if (item.isDropped) continue;
      this.outstanding.delete(item);
      item.onAnswer(refusals[index] ?? null);
    }
  }

  async #record(store: Store, items: readonly OpeningItem[]): Promise<void> {
    const ended = items.flatMap(({ opening, ended: end }) => (end === null ? [] : [{ opening, settlement: end.settlement }]));
    await store.record(ended).catch((error: unknown) => {
      this.#openings.putBack(items);
      throw error;
    });
    for (const item of items) {
      this.outstanding.delete(item);
      item.onAnswer(null);
      if (item.ended === null) continue;
      this.outstanding.delete(item.ended);
      item.ended.onStored();
    }
  }

  async #settle(store: Store, items: readonly SettlementItem[]): Promise<void> {
    await store.settle(items.map(({ settlement }) => settlement)).catch((error: unknown) => {
      this.#settlements.putBack(items);
      throw error;
    });
    for (const item of items) {
      this.outstanding.delete(item);
      item.onStored();
    }
  }

  /** Those who have waited long enough are told; while everything ends, all are. */
  #giveUp(error: PremiseError): void {
    const { clock, patienceSeconds } = this.#options;
    const until = this.#isEnding ? Infinity : clock.seconds() - patienceSeconds;
    for (const item of this.#openings.urgent) if (item.since <= until) this.drop(item, error);
  }

  #refuse(error: unknown): null {
    this.#refused = { error };
    for (const item of this.#openings.urgent) this.drop(item, error);
    this.outstanding.fail(error);
    return null;
  }

  /** Until somebody wakes us, or so many seconds; a pause is cut short only by the end. */
  #sleep(seconds: number | null): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = seconds === null ? null : this.#options.after(seconds, resolve);
    this.#wake = () => {
      if (cancel !== null && !this.#isEnding) return;
      cancel?.();
      resolve();
    };
    return promise;
  }
}
