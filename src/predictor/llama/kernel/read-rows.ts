/** @module Reads rows of logits one after the other. */
import { toPremiseError } from "../../../errors/premise-error.ts";
import { type Ask, readRow, type Reading } from "./read-row.ts";
import type { SoftmaxKernel } from "./softmax.ts";

/** Asks stand in the order of their rows; `position` is for messages. */
export type RowAsk = { readonly row: number; readonly position: number; readonly ask: Ask };

/** One reading an ask; an error where the row holds no distribution. */
export function readRows(kernel: SoftmaxKernel, logits: Float32Array, asks: readonly RowAsk[]): (Reading | Error)[] {
  const readings: (Reading | Error)[] = [];
  for (let from = 0; from < asks.length; ) {
    let to = from + 1;
    while (to < asks.length && asks[to]?.row === asks[from]?.row) to++;
    readSameRow(kernel, logits, asks.slice(from, to), readings);
    from = to;
  }
  return readings;
}

function readSameRow(kernel: SoftmaxKernel, logits: Float32Array, asks: readonly RowAsk[], readings: (Reading | Error)[]): void {
  const { row, position } = asks[0] as RowAsk;
  try {
    kernel.load(logits.subarray(row * kernel.size, (row + 1) * kernel.size), position, asks.some(({ ask }) => ask.want.statistics === true));
  } catch (error) {
    const failure = toPremiseError(error);
    for (const _ of asks) readings.push(failure);
    return;
  }
  for (const { ask } of asks) readings.push(readRow(kernel, ask));
}
