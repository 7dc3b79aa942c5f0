/** @module Reads the rows of a batch one after the other. */
import { toPremiseError } from "../../../errors/premise-error.ts";
import type { Ask, Reading } from "./read-row.ts";
import { readRow } from "./read-row.ts";
import { SoftmaxKernel } from "./softmax.ts";

/** Who asks stands in the order of the rows; `position` is for messages. */
export type RowAsk = { readonly row: number; readonly position: number; readonly ask: Ask };

export class RowReader {
  readonly #kernel: SoftmaxKernel;

  constructor(vocabularySize: number) {
    this.#kernel = new SoftmaxKernel(vocabularySize);
  }

  /** One reading an ask; an error where the row holds no distribution. */
  read(logits: Float32Array, asks: readonly RowAsk[]): (Reading | Error)[] {
    const readings: (Reading | Error)[] = [];
    for (let from = 0; from < asks.length; ) {
      let to = from + 1;
      while (to < asks.length && asks[to]?.row === asks[from]?.row) to++;
      this.#readRow(logits, asks.slice(from, to), readings);
      from = to;
    }
    return readings;
  }

  #readRow(logits: Float32Array, asks: readonly RowAsk[], readings: (Reading | Error)[]): void {
    const { size } = this.#kernel;
    const { row, position } = asks[0] as RowAsk;
    try {
      this.#kernel.load(logits.subarray(row * size, (row + 1) * size), position, asks.some(({ ask }) => ask.want.statistics === true));
    } catch (error) {
      const failure = toPremiseError(error);
      readings.push(...asks.map(() => failure));
      return;
    }
    for (const { ask } of asks) readings.push(readRow(this.#kernel, ask));
  }
}
