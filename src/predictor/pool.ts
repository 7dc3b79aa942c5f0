/** @module Several models in one memory budget: opened when they are first leased, shared, and closed when others need the room. */
import { PremiseError } from "../errors/premise-error.ts";
import { orAborted } from "./or-aborted.ts";
import type { PoolSlot, SlotState } from "./pool-slot.ts";
import { PoolSlots } from "./pool-slots.ts";
import type { Predictor } from "./predictor.ts";

export type PredictorPoolOptions = {
  /** Opens a model, which the pool closes; `signal` aborts when nobody waits for it any more. */
  readonly open: (model: string, signal: AbortSignal) => Promise<Predictor>;
  /** How many bytes a model will need once it is loaded. */
  readonly estimateBytes: (model: string) => number | Promise<number>;
  /** For all models together. */
  readonly memoryBytes: number;
  /** A model that nobody used for so long is closed; Infinity keeps it until others need its room. */
  readonly idleSeconds: number;
  /** Calls `act` in so many seconds, unless the returned function is called first. */
  readonly after?: (seconds: number, act: () => void) => () => void;
};

/** The right to use a model until it is given back. Who leases another model meanwhile may wait for itself. */
export type PredictorLease = AsyncDisposable & {
  readonly predictor: Predictor;
  /** Gives it back; a second time nothing happens. */
  readonly release: () => void;
  /** Gives it back as broken: it is closed after its last user, and opened again for the next. */
  readonly discard: () => void;
};

export type PooledModel = { readonly model: string; readonly bytes: number; readonly users: number; readonly state: SlotState };

export type PredictorPool = AsyncDisposable & {
  /**
   * Waits for room in order of arrival; a model that is loaded has to wait behind those that came before.
   * @throws PremiseError `model/over-budget` when it would not fit alone, `interrupted`, `engine/closed`, or what `open` threw.
   */
  readonly lease: (model: string, options?: { readonly signal?: AbortSignal }) => Promise<PredictorLease>;
  readonly models: () => readonly PooledModel[];
  /** Refuses all who wait, and resolves when every lease was given back and every model closed; with `interrupt`, it closes those in use too. */
  readonly close: (options?: { readonly interrupt?: boolean }) => Promise<void>;
};

export function createPredictorPool(options: PredictorPoolOptions): PredictorPool {
  const pool = new Pool(options);
  return {
    lease: (model, { signal } = {}) => pool.lease(model, signal),
    models: () => pool.models(),
    close: ({ interrupt = false } = {}) => pool.close(interrupt),
    [Symbol.asyncDispose]: () => pool.close(true),
  };
}

/** `bytes` is null while they are estimated. */
type Waiter = { readonly model: string; bytes: number | null; readonly grant: (slot: PoolSlot) => void; readonly refuse: (error: unknown) => void };

class Pool {
  readonly #options: PredictorPoolOptions;
  readonly #after: NonNullable<PredictorPoolOptions["after"]>;
  readonly #slots: PoolSlots;
  #queue: readonly Waiter[] = [];
  #uses = 0;
  #closed = false;
  readonly #empty = Promise.withResolvers<void>();

  constructor(options: PredictorPoolOptions) {
    this.#options = options;
    this.#after = options.after ?? startTimer;
    this.#slots = new PoolSlots(options.memoryBytes, options.open, () => this.#goOn());
  }

  models(): PooledModel[] {
    return this.#slots.all.map(({ model, bytes, users, state }) => ({ model, bytes, users, state }));
  }

  async lease(model: string, signal?: AbortSignal): Promise<PredictorLease> {
    if (this.#closed) throw new PremiseError("engine/closed");
    const slot = await this.#wait(model, signal);
    try {
      const predictor = await orAborted(slot.opened, signal);
      if (slot.state !== "open") throw new PremiseError("engine/closed");
      return this.#createLease(slot, predictor);
    } catch (error) {
      this.#letGo(slot);
      throw error;
    }
  }

  close(interrupt: boolean): Promise<void> {
    this.#closed = true;
    const waiting = this.#queue;
    this.#queue = [];
    for (const waiter of waiting) waiter.refuse(new PremiseError("engine/closed"));
    for (const slot of this.#slots.all) if (interrupt || slot.users === 0) void this.#slots.unload(slot);
    this.#goOn();
    return this.#empty.promise;
  }

  /** The model's slot, with this user counted. */
  async #wait(model: string, signal?: AbortSignal): Promise<PoolSlot> {
    const { promise, resolve, reject } = Promise.withResolvers<PoolSlot>();
    const waiter: Waiter = { model, bytes: null, grant: resolve, refuse: reject };
    this.#queue = [...this.#queue, waiter];
    void this.#estimate(waiter);
    const abort = (): void => this.#drop(waiter, new PremiseError("interrupted"));
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async #estimate(waiter: Waiter): Promise<void> {
    try {
      const { memoryBytes, estimateBytes } = this.#options;
      const bytes = await estimateBytes(waiter.model);
      if (!(bytes <= memoryBytes)) throw new PremiseError("model/over-budget", { model: waiter.model, needed: toMegabytes(bytes), budget: toMegabytes(memoryBytes) });
      waiter.bytes = bytes;
      this.#serve();
    } catch (error) {
      this.#drop(waiter, error);
    }
  }

  #drop(waiter: Waiter, error: unknown): void {
    this.#queue = this.#queue.filter((each) => each !== waiter);
    waiter.refuse(error);
    this.#serve();
  }

  #serve(): void {
    for (;;) {
      const [first, ...others] = this.#queue;
      const slot = first === undefined || first.bytes === null ? null : this.#slots.find(first.model, first.bytes);
      if (first === undefined || slot === null) return;
      this.#queue = others;
      slot.users++;
      slot.cancelIdle?.();
      first.grant(slot);
    }
  }

  /** After a model has gone. */
  #goOn(): void {
    if (this.#closed && this.#slots.all.length === 0) this.#empty.resolve();
    this.#serve();
  }

  #createLease(slot: PoolSlot, predictor: Predictor): PredictorLease {
    let held = true;
    const release = (): void => {
      if (held) this.#letGo(slot);
      held = false;
    };
    const discard = (): void => {
      if (held) slot.discarded = true;
      release();
    };
    return { predictor, release, discard, [Symbol.asyncDispose]: async () => release() };
  }

  #letGo(slot: PoolSlot): void {
    slot.users--;
    slot.lastUse = ++this.#uses;
    if (slot.users > 0) return;
    if (this.#closed || slot.discarded || slot.state === "opening") void this.#slots.unload(slot);
    else if (slot.isIdle && Number.isFinite(this.#options.idleSeconds)) slot.cancelIdle = this.#after(this.#options.idleSeconds, () => this.#dismiss(slot));
    this.#serve();
  }

  #dismiss(slot: PoolSlot): void {
    if (slot.isIdle) void this.#slots.unload(slot);
  }
}

function toMegabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

function startTimer(seconds: number, act: () => void): () => void {
  const timer = setTimeout(act, seconds * 1000);
  timer.unref();
  return () => clearTimeout(timer);
}
