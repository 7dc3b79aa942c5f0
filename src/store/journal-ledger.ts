/** @module The ledger over a journal in the data directory: what it was told survives the process, and reaches the store as soon as that is there. */
import { join } from "node:path";
import { PremiseError } from "../errors/premise-error.ts";
import type { Clock } from "../random/clock.ts";
import { Journal } from "./journal.ts";
import type { Entry, Ledger, NewEntry } from "./ledger.ts";
import { Balances } from "./ledger/balances.ts";
import { JournalEntry, requireAmounts } from "./ledger/entry.ts";
import { formatOpening, type Line, parseLine } from "./ledger/lines.ts";
import { gatherEarlier, replay } from "./ledger/replay.ts";
import type { OpeningItem } from "./ledger/items.ts";
import { Sender, type SenderOptions } from "./ledger/sender.ts";
import type { Charge, Opening, Refusal } from "./store.ts";

export type LedgerOptions = Pick<SenderOptions, "store" | "clock"> &
  Partial<Pick<SenderOptions, "patienceSeconds" | "gatherSeconds" | "after">> & {
    /** `here`: nobody else uses the store, so budgets are decided in this process, at once. `store` (the default): the store decides, for all who share it. */
    readonly budgets?: "here" | "store";
    /** The data directory, which this process has locked. */
    readonly directory: string;
    /** Under this name the requests are in the store; the same each time that this directory is used. */
    readonly owner: string;
  };

type OpenOptions = Parameters<Ledger["open"]>[1];

/** Takes up what earlier processes have left. The store is closed by whoever opened it, after the ledger. @throws PremiseError `store/damaged`, `store/write-failed`. */
export function createLedger(options: LedgerOptions): Ledger {
  return new JournalLedger(options);
}

class JournalLedger implements Ledger {
  readonly #clock: Clock;
  readonly #owner: string;
  readonly #journal: Journal<Line>;
  readonly #sender: Sender;
  /** Where budgets are decided here: there once the store is open and has what was left. */
  readonly #balances: Promise<Balances | null> | null;
  /** Openings and settlements in the journal of earlier processes, some of which the store may have; null once it has all. */
  #earlier: number | null;
  #closing: Promise<void> | null = null;

  constructor({ directory, owner, clock, store, patienceSeconds = 5, gatherSeconds = 0.25, budgets = "store", after = startTimer }: LedgerOptions) {
    const balances = budgets === "here" ? new Balances() : null;
    const begun = Promise.withResolvers<Balances | null>();
    begun.promise.catch(() => undefined);
    store.catch(begun.reject);
    this.#balances = balances === null ? null : begun.promise;
    this.#clock = clock;
    this.#owner = owner;
    this.#journal = new Journal({ directory: join(directory, "journal"), parse: parseLine });
    let earlier = gatherEarlier(this.#journal.takeEarlier());
    this.#earlier = earlier.openings.size + earlier.settlements.size;
    const first = {};
    this.#sender = new Sender({
      store, clock, patienceSeconds, gatherSeconds, after,
      begin: async (opened) => {
        await replay(opened, earlier, owner, clock.now().toISOString());
        balances?.begin(opened, await opened.listKeys());
        begun.resolve(balances);
        this.#journal.forgetEarlier();
        this.#earlier = null;
        earlier = gatherEarlier([]);
        this.#sender.outstanding.delete(first);
      },
    });
    this.#sender.outstanding.add(first);
  }

  /** The replay is one thing to wait for, but counts as what it brings. */
  get waiting(): number {
    const { size } = this.#sender.outstanding;
    return this.#earlier === null ? size : size - 1 + this.#earlier;
  }

  async open(entry: NewEntry, { hasBudget, signal }: OpenOptions): Promise<Entry> {
    if (this.#closing !== null) throw new PremiseError("gateway/stopping");
    if (signal?.aborted === true) throw new PremiseError("interrupted");
    requireAmounts("hold", entry.hold);
    const opening: Opening = { ...entry, owner: this.#owner, openedAt: this.#clock.now().toISOString(), admitted: !hasBudget };
    if (!hasBudget) return this.#openFreely(opening, null);
    return this.#balances === null ? await this.#openWithBudget(opening, signal) : await this.#openHere(opening, await this.#untilBegun(this.#balances, signal));
  }

  flush(): Promise<void> {
    const flushed = this.#sender.outstanding.flush();
    this.#sender.hurry();
    return flushed;
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#sender.end().then(() => this.#journal.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #openHere(opening: Opening, balances: Balances): Promise<Entry> {
    const refusal = await balances.hold(opening.keyId, opening.hold);
    if (refusal !== null) throw toOverBudget(refusal, opening);
    try {
      return this.#openFreely({ ...opening, admitted: true }, balances);
    } catch (error) {
      balances.settle(opening.keyId, opening.hold, nothing);
      throw error;
    }
  }

  async #untilBegun(begun: Promise<Balances | null>, signal: AbortSignal | undefined): Promise<Balances> {
    const aborted = Promise.withResolvers<never>();
    const abort = (): void => aborted.reject(new PremiseError("interrupted"));
    signal?.addEventListener("abort", abort);
    try {
      return (await Promise.race([begun, aborted.promise])) as Balances;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  #openFreely(opening: Opening, balances: Balances | null): Entry {
    const segment = this.#journal.append(formatOpening(opening));
    const entry = this.#createEntry(opening, false, balances);
    const onAnswer = (): void => {
      this.#journal.release(segment);
      entry.onOpeningStored();
    };
    entry.follow(this.#sender.open(opening, false, { onAnswer, onFailed: () => undefined }));
    return entry;
  }

  /** The store has decided before the journal gets it, so that a refusal leaves nothing. */
  async #openWithBudget(opening: Opening, signal: AbortSignal | undefined): Promise<Entry> {
    const refusal = await this.#ask(opening, signal);
    if (refusal !== null) throw toOverBudget(refusal, opening);
    const entry = this.#createEntry(opening, true, null);
    try {
      this.#journal.release(this.#journal.append(formatOpening(opening)));
    } catch (error) {
      this.#sender.settleUnused(opening.requestId);
      throw error;
    }
    return entry;
  }

  async #ask(opening: Opening, signal: AbortSignal | undefined): Promise<Refusal | null> {
    const { promise, resolve, reject } = Promise.withResolvers<Refusal | null>();
    const item: OpeningItem = this.#sender.open(opening, true, { onAnswer: resolve, onFailed: reject });
    const abort = (): void => this.#sender.drop(item, new PremiseError("interrupted"));
    signal?.addEventListener("abort", abort);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  #createEntry({ requestId, keyId, hold }: Opening, isStored: boolean, balances: Balances | null): JournalEntry {
    const onEnded = (charge: Charge): void => balances?.settle(keyId, hold, charge);
    return new JournalEntry(requestId, { journal: this.#journal, sender: this.#sender, clock: this.#clock }, { isUrgent: isStored, isStored, onEnded });
  }
}

const nothing: Charge = { requests: 0, tokens: 0, micros: 0 };

/** Money is told in its currency, not in millionths. */
function toOverBudget({ unit, limit, left, currency }: Refusal, { hold }: Opening): PremiseError {
  if (unit !== "micros") return new PremiseError("gateway/over-budget", { limit, unit, left, needed: hold[unit] });
  return new PremiseError("gateway/over-budget", { limit: limit / 1e6, unit: currency ?? "money", left: left / 1e6, needed: hold.micros / 1e6 });
}

function startTimer(seconds: number, act: () => void): () => void {
  const timer = setTimeout(act, seconds * 1000);
  timer.unref();
  return () => clearTimeout(timer);
}
