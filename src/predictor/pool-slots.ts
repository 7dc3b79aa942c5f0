/** @module The models of a pool that take memory now, and which of them have to go for others. */
import { PoolSlot } from "./pool-slot.ts";
import type { Predictor } from "./predictor.ts";

export class PoolSlots {
  readonly #memoryBytes: number;
  readonly #open: (model: string, signal: AbortSignal) => Promise<Predictor>;
  readonly #onGone: () => void;
  readonly #slots = new Map<string, PoolSlot>();

  /** `onGone` is called when a model is closed, or could not be opened. */
  constructor(memoryBytes: number, open: (model: string, signal: AbortSignal) => Promise<Predictor>, onGone: () => void) {
    this.#memoryBytes = memoryBytes;
    this.#open = open;
    this.#onGone = onGone;
  }

  get all(): readonly PoolSlot[] { return [...this.#slots.values()]; }

  /** The model's slot, made when there is room for one; null as long as there is neither. */
  find(model: string, bytes: number): PoolSlot | null {
    const present = this.#slots.get(model);
    if (present !== undefined) return present.takesUsers ? present : null;
    if (!this.#makeRoom(bytes)) return null;
    const slot = new PoolSlot(model, bytes, async (signal) => this.#open(model, signal));
    this.#slots.set(model, slot);
    slot.opened.catch(() => void this.unload(slot));
    return slot;
  }

  async unload(slot: PoolSlot): Promise<void> {
    await slot.close();
    if (this.#slots.get(slot.model) !== slot) return;
    this.#slots.delete(slot.model);
    this.#onGone();
  }

  /** Whether there is room now; else closes idle models, as long as that is enough. */
  #makeRoom(bytes: number): boolean {
    const slots = this.all;
    const free = this.#memoryBytes - sumBytes(slots);
    if (free >= bytes) return true;
    const idle = slots.filter((slot) => slot.isIdle).sort((a, b) => a.lastUse - b.lastUse);
    let missing = bytes - free - sumBytes(slots.filter((slot) => slot.state === "closing"));
    if (missing > sumBytes(idle)) return false;
    for (const slot of idle) {
      if (missing <= 0) break;
      missing -= slot.bytes;
      void this.unload(slot);
    }
    return false;
  }
}

function sumBytes(slots: readonly PoolSlot[]): number {
  return slots.reduce((sum, { bytes }) => sum + bytes, 0);
}
