/** @module The keys in force: read from the store again and again, so that a key revoked elsewhere is refused here within a second. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Clock } from "../../random/clock.ts";
import type { KeyRecord, Scope, Store } from "../../store/store.ts";
import { isSecretOf, parseKey } from "./secret.ts";

/** A request's right to be served. `signal` is aborted when the key is revoked or runs out. */
export type Pass = { readonly key: KeyRecord; readonly signal: AbortSignal };

export type KeyBook = AsyncDisposable & {
  /** @throws PremiseError `gateway/invalid-key`, `store/opening`, `store/unavailable`. */
  readonly admit: (key: string) => Promise<Pass>;
  /** What is in force now is read again before it resolves. */
  readonly refresh: () => Promise<void>;
  readonly hasAny: () => boolean;
};

export type KeyBookSetting = {
  readonly store: Promise<Store>;
  readonly clock: Clock;
  /** Between two looks, and how long a request waits for the store to open. */
  readonly everySeconds: number;
  readonly patienceSeconds: number;
};

export function createKeyBook(setting: KeyBookSetting): KeyBook {
  const book = new Book(setting);
  return { admit: (key) => book.admit(key), refresh: () => book.refresh(), hasAny: () => book.hasAny(), [Symbol.asyncDispose]: () => book.close() };
}

class Book {
  readonly #setting: KeyBookSetting;
  readonly #ready: Promise<void>;
  readonly #timer: NodeJS.Timeout;
  readonly #stops = new Map<string, AbortController>();
  #records = new Map<string, KeyRecord>();
  #closed = false;

  constructor(setting: KeyBookSetting) {
    this.#setting = setting;
    this.#ready = this.refresh();
    this.#ready.catch(() => undefined);
    this.#timer = setInterval(() => void this.refresh().catch(() => undefined), setting.everySeconds * 1000);
    this.#timer.unref();
  }

  hasAny(): boolean {
    return [...this.#records.values()].some((record) => this.#problemOf(record) === null);
  }

  async admit(given: string): Promise<Pass> {
    const parsed = parseKey(given);
    if (parsed === null) throw new PremiseError("gateway/invalid-key", { problem: "it has not the form of one" });
    await this.#untilReady();
    const record = this.#records.get(parsed.id);
    if (!isSecretOf(record, parsed.secret) || record === undefined) throw new PremiseError("gateway/invalid-key", { problem: "it is not known" });
    const problem = this.#problemOf(record);
    if (problem !== null) throw new PremiseError("gateway/invalid-key", { problem });
    return { key: record, signal: this.#stopOf(record.id).signal };
  }

  async refresh(): Promise<void> {
    const store = await this.#setting.store;
    const records = await store.listKeys();
    this.#records = new Map(records.map((record) => [record.id, record]));
    for (const [id, stop] of this.#stops) {
      const problem = this.#problemOf(this.#records.get(id));
      if (problem === null) continue;
      stop.abort(new PremiseError("gateway/invalid-key", { problem }));
      this.#stops.delete(id);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
  }

  #problemOf(record: KeyRecord | undefined): string | null {
    if (record === undefined) return "it is not known";
    if (record.revokedAt !== null) return "it was revoked";
    if (record.expiresAt !== null && record.expiresAt <= this.#setting.clock.now().toISOString()) return "it has run out";
    return null;
  }

  #stopOf(id: string): AbortController {
    const known = this.#stops.get(id);
    if (known !== undefined) return known;
    const made = new AbortController();
    this.#stops.set(id, made);
    return made;
  }

  async #untilReady(): Promise<void> {
    if (this.#closed) throw new PremiseError("gateway/stopping");
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new PremiseError("store/opening")), this.#setting.patienceSeconds * 1000);
    try {
      await Promise.race([this.#ready, late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** @throws PremiseError `gateway/no-scope`. */
export function requireScope(key: KeyRecord, scope: Scope): void {
  if (!key.scopes.includes(scope)) throw new PremiseError("gateway/no-scope", { scope });
}
