/** @module Evaluates a batch and reads every row that somebody waits for. */
import type { NativeContext } from "../bindings.ts";
import type { SequenceMemory } from "../cache/sequence-memory.ts";
import type { Ask, Reading } from "../kernel/read-row.ts";
import type { RowReader } from "../kernel/row-reader.ts";
import type { Active, Batch } from "./batch.ts";
import type { HiddenStates } from "./task.ts";

export type EvaluateParts = { readonly context: NativeContext; readonly memory: SequenceMemory; readonly reader: RowReader };

/** `reading` is an error where the row held no distribution. */
export type RowTaken = { readonly active: Active; readonly position: number; readonly reading: Reading | Error; readonly hidden: HiddenStates };

const nothing: HiddenStates = { last: null, layers: [] };

/** @throws PremiseError `engine/failed`. */
export function evaluateBatch({ context, memory, reader }: EvaluateParts, batch: Batch): RowTaken[] {
  const { entries, hidden } = batch;
  const native = context.batch;
  entries.forEach(({ token, position, sequences, readers }, i) => {
    native.token[i] = token;
    native.pos[i] = position;
    native.output[i] = readers.length > 0 || hidden ? 1 : 0;
    native.setSequences(i, sequences);
  });
  context.wantHidden(hidden);
  context.decode(entries.length);
  for (const sequence of batch.borrowed) memory.remove(sequence, 0, context.options.contextTokens);
  return readRows(context, reader, batch);
}

function readRows(context: NativeContext, reader: RowReader, batch: Batch): RowTaken[] {
  const asks: { row: number; position: number; ask: Ask; active: Active }[] = [];
  let row = 0;
  batch.entries.forEach(({ position, readers }) => {
    for (const active of readers) asks.push({ row, position, ask: active.task.ask(position), active });
    if (readers.length > 0 || batch.hidden) row++;
  });
  if (asks.length === 0) return [];
  const readings = reader.read(context.rows(row), asks);
  const states = batch.hidden ? context.hiddenRows(row) : null;
  const size = states === null ? 0 : states.length / row;
  return asks.map(({ active, position, row: at }, i): RowTaken => {
    const hidden = states !== null && active.task.want.hidden === true ? { last: states.subarray(at * size, (at + 1) * size), layers: [] } : nothing;
    return { active, position, reading: readings[i] as Reading | Error, hidden };
  });
}
