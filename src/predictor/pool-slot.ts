/** @module One model of a pool: being opened, open, or being closed; and how many use it. */
import type { Predictor } from "./predictor.ts";

export type SlotState = "opening" | "open" | "failed" | "closing";

export class PoolSlot {
  readonly model: string;
  readonly bytes: number;
  /** Rejects when it could not be opened. */
  readonly opened: Promise<Predictor>;
  users = 0;
  /** Place among all releases so far: the lowest was used longest ago. */
  lastUse = 0;
  /** Whether it takes no new users, since one of them found it broken. */
  discarded = false;
  cancelIdle: (() => void) | null = null;
  readonly #opening = new AbortController();
  #state: SlotState = "opening";
  #closed: Promise<void> | null = null;

  constructor(model: string, bytes: number, open: (signal: AbortSignal) => Promise<Predictor>) {
    this.model = model;
    this.bytes = bytes;
    this.opened = open(this.#opening.signal);
    this.opened.then(() => this.#settle("open"), () => this.#settle("failed"));
  }

  get state(): SlotState { return this.#state; }
  get isIdle(): boolean { return this.#state === "open" && this.users === 0; }
  get takesUsers(): boolean { return (this.#state === "opening" || this.#state === "open") && !this.discarded; }

  /** Resolves when nothing of it is left; an opening is interrupted, and what still comes of it closed. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  #settle(state: SlotState): void {
    if (this.#state === "opening") this.#state = state;
  }

  async #end(): Promise<void> {
    this.cancelIdle?.();
    this.#state = "closing";
    this.#opening.abort();
    // Whatever went wrong, its users have heard of it, and its memory is as free as it will ever be.
    await this.opened.then((predictor) => predictor.close()).catch(() => undefined);
  }
}
