/** @module Reads the rows of a batch: the owner's thread one half, a second thread the other. */
import type { Reading } from "./read-row.ts";
import { readRows, type RowAsk } from "./read-rows.ts";
import { SecondReader } from "./second-reader.ts";
import { SoftmaxKernel } from "./softmax.ts";

/** Rows of logits, one after the other; `address` is where they begin in native memory. */
export type Rows = { readonly logits: Float32Array; readonly address: bigint };

/** Numbers that a second thread must have to read before waking it pays. */
const worthSharing = 2 ** 20;

export class RowReader implements Disposable {
  readonly #kernel: SoftmaxKernel;
  readonly #mayShare: boolean;
  #second: SecondReader | null = null;

  /** With more than one thread to use, the second half of a batch's rows is read in another, while llama.cpp's wait; it is started when it first pays. */
  constructor(vocabularySize: number, threads: number) {
    this.#kernel = new SoftmaxKernel(vocabularySize);
    this.#mayShare = threads > 1;
  }

  /** One reading an ask; an error where the row holds no distribution. */
  read(rows: Rows, asks: readonly RowAsk[]): (Reading | Error)[] {
    const split = this.#chooseSplit(asks);
    if (this.#second === null || split === asks.length) return readRows(this.#kernel, rows.logits, asks);
    const rest = asks.slice(split);
    const finish = this.#second.start(rows, rest);
    const own = readRows(this.#kernel, rows.logits, asks.slice(0, split));
    return [...own, ...(finish() ?? readRows(this.#kernel, rows.logits, rest))];
  }

  /** Where the second thread's asks begin: at a row of their own. */
  #chooseSplit(asks: readonly RowAsk[]): number {
    const first = asks[0]?.row ?? 0;
    const last = asks.at(-1)?.row ?? 0;
    if (!this.#mayShare || (last - first) * this.#kernel.size < worthSharing) return asks.length;
    this.#second ??= new SecondReader(this.#kernel.size);
    if (!this.#second.canTake(asks)) return asks.length;
    let split = asks.length >> 1;
    while (split < asks.length && asks[split]?.row === asks[split - 1]?.row) split++;
    return split;
  }

  [Symbol.dispose](): void {
    this.#second?.[Symbol.dispose]();
  }
}
