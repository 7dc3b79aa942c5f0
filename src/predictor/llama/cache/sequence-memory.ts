/** @module The cells of a KV cache as sequences of positions: several sequences can hold one cell, which is free when none does. */

/** What the native cache does, and tests imitate. Positions run from `from` up to, not including, `to`. */
export interface SequenceMemory {
  /** `target` also holds what `source` holds there. */
  copy(source: number, target: number, from: number, to: number): void;
  /** `sequence` holds nothing there any more. */
  remove(sequence: number, from: number, to: number): void;
  clear(): void;
}

/**
 * llama.cpp takes a cell that one sequence alone holds for new tokens as soon as that sequence's window of attention has passed it, also in a
 * cache of full size. A prefix could then not be taken up again. So a second sequence, its guard, holds whatever is long enough for that.
 */
export class GuardedMemory implements SequenceMemory {
  readonly #native: SequenceMemory;
  readonly #sequences: number;
  readonly #guardFrom: number;
  /** Up to where each sequence's guard holds its cells. */
  readonly #guarded: number[];

  /**
   * @param sequences of them can be used; their guards are as many behind them.
   * @param window tokens that a sliding-window layer attends to, 0 without such layers; `batchTokens` may come before `settle` is called.
   */
  constructor(native: SequenceMemory, sequences: number, window: number, batchTokens: number) {
    this.#native = native;
    this.#sequences = sequences;
    this.#guardFrom = window === 0 ? Infinity : Math.max(0, window - 2 * batchTokens);
    this.#guarded = Array.from({ length: sequences }, () => 0);
  }

  copy(source: number, target: number, from: number, to: number): void {
    this.#native.copy(source, target, from, to);
  }

  remove(sequence: number, from: number, to: number): void {
    this.#native.remove(sequence, from, to);
    if ((this.#guarded[sequence] as number) <= from) return;
    this.#native.remove(sequence + this.#sequences, from, to);
    this.#guarded[sequence] = from;
  }

  clear(): void {
    this.#native.clear();
    this.#guarded.fill(0);
  }

  /** To be called when a sequence holds `length` positions. */
  settle(sequence: number, length: number): void {
    const guarded = this.#guarded[sequence] as number;
    if (length <= this.#guardFrom || length <= guarded) return;
    this.#native.copy(sequence, sequence + this.#sequences, guarded, length);
    this.#guarded[sequence] = length;
  }
}
