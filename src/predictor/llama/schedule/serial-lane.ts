/** @module The repeatable lane: one text at a time, in batches and cells that depend on that text alone, so that what came before or beside it changes no bit. */
import { PremiseError, toPremiseError } from "../../../errors/premise-error.ts";
import type { NativeContext } from "../bindings.ts";
import type { RowReader, Rows } from "../kernel/row-reader.ts";
import type { Call } from "./call.ts";
import { Calls } from "./calls.ts";
import type { Lane, LaneState } from "./lane.ts";
import type { HiddenStates, Task } from "./task.ts";
import { countShared } from "./tokens.ts";

/** Batches end at multiples of this, whatever is kept of an earlier text. */
export const serialBatchTokens = 64;

export type SerialParts = {
  /** Made when it is first needed, and again when other layers are wanted. */
  readonly openContext: (layers: readonly number[]) => NativeContext;
  readonly reader: RowReader;
  readonly vocabularySize: number;
};

/** What was read behind the last prompt: further samples of it begin with this row. */
type PromptEnd = { readonly tokens: readonly number[]; readonly row: Float32Array };
type Work = { readonly call: Call; readonly task: Task; readonly tokens: number[]; done: number; evaluated: number };

/**
 * Kernels choose their order of sums by the shape of a batch and by the places in the cache. Here position p lies in cell p, and batches
 * begin at multiples of `serialBatchTokens`; a beginning is taken over from the last text only in whole batches.
 */
export class SerialLane implements Lane, Disposable {
  readonly calls = new Calls((call) => {
    if (this.#work?.call === call) this.#forget();
  });
  readonly #parts: SerialParts;
  #context: NativeContext | null = null;
  #layers: readonly number[] = [];
  #kept: readonly number[] = [];
  #promptEnd: PromptEnd | null = null;
  #work: Work | null = null;

  constructor(parts: SerialParts) {
    this.#parts = parts;
  }

  get state(): LaneState {
    const active = this.#work === null ? 0 : 1;
    return { calls: this.calls.size, active, sequences: active, cells: this.#kept.length };
  }

  step(): boolean {
    this.#work ??= this.#begin();
    const work = this.#work;
    if (work === null) return false;
    try {
      this.#evaluate(work);
      if (work.done === work.tokens.length) this.#finish(work);
    } catch (error) {
      this.#fail(work, toPremiseError(error));
    }
    return true;
  }

  [Symbol.dispose](): void {
    this.#free();
  }

  #free(): void {
    this.#context?.[Symbol.dispose]();
    this.#context = null;
  }

  /** The next task; calls take turns. */
  #begin(): Work | null {
    for (const call of this.calls.waiting()) {
      const task = call.take();
      this.calls.moveToEnd(call);
      const work = { call, task, tokens: [...task.tokens], done: 0, evaluated: 0 };
      try {
        this.#prepare(work);
        return work;
      } catch (error) {
        this.#fail(work, toPremiseError(error));
      }
    }
    return null;
  }

  #prepare(work: Work): void {
    const { task } = work;
    const wanted = [...new Set(task.wantsLayers)].sort((a, b) => a - b);
    if (this.#context === null || wanted.join() !== this.#layers.join()) {
      this.#free();
      this.#context = this.#parts.openContext(wanted);
      this.#layers = wanted;
      this.#forget();
    }
    const end = this.#promptEnd;
    if (end !== null && isPlain(task) && end.tokens.length === task.tokens.length && countShared(end.tokens, task.tokens) === end.tokens.length) {
      work.done = task.tokens.length;
      this.#truncate(work.done);
      return this.#read(work, { logits: end.row, address: 0n }, work.done - 1);
    }
    this.#promptEnd = null;
    const shared = Math.min(countShared(this.#kept, task.tokens), task.outputsFrom);
    work.done = shared - (shared % serialBatchTokens);
    this.#truncate(work.done);
    this.#kept = this.#kept.slice(0, work.done);
  }

  /** Leaves the first `length` positions in the cache. */
  #truncate(length: number): void {
    const context = this.#context as NativeContext;
    context.sequences.remove(0, length, context.options.contextTokens);
  }

  #evaluate(work: Work): void {
    const { task, tokens } = work;
    const from = work.done;
    if (from === tokens.length) return;
    const context = this.#context as NativeContext;
    // What was drawn goes on alone; the prompt goes in batches that end at the same places always.
    const end = from >= task.tokens.length ? from + 1 : Math.min(task.tokens.length, from + serialBatchTokens - (from % serialBatchTokens));
    for (let position = from; position < end; position++) {
      const i = position - from;
      context.batch.token[i] = tokens[position] as number;
      context.batch.pos[i] = position;
      context.batch.output[i] = position >= task.outputsFrom || task.wantsHidden ? 1 : 0;
      context.batch.setSequences(i, [0]);
    }
    context.wantHidden(task.wantsHidden);
    context.decode(end - from);
    work.done = end;
    work.evaluated += Math.max(0, Math.min(end, task.promptTokens) - from);
    const first = Math.max(from, task.outputsFrom);
    if (first >= end) return;
    const skipped = task.wantsHidden ? 0 : first - from;
    const rows = context.rows(end - from - skipped);
    if (isPlain(task) && end === task.tokens.length) this.#promptEnd = { tokens: task.tokens, row: rows.logits.slice(-this.#parts.vocabularySize) };
    this.#read(work, rows, from + skipped, first, end, from);
  }

  /** Reads the rows behind positions from `first` up to `end`; the first row is that behind `firstRow`, the batch began at `from`. */
  #read(work: Work, rows: Rows, firstRow: number, first = firstRow, end = first + 1, from = firstRow): void {
    const { task } = work;
    const asks = Array.from({ length: end - first }, (_, i) => ({ row: first - firstRow + i, position: first + i, ask: task.ask(first + i) }));
    const readings = this.#parts.reader.read(rows, asks);
    const states = task.wantsHidden ? (this.#context as NativeContext).hiddenRows(end - firstRow) : null;
    const size = states === null ? 0 : states.length / (end - firstRow);
    asks.forEach(({ row, position }, i) => {
      const reading = readings[i];
      if (reading === undefined || reading instanceof Error) throw reading ?? new PremiseError("internal", { problem: "a row was not read" });
      const hidden: HiddenStates = {
        last: states === null ? null : states.subarray(row * size, (row + 1) * size),
        layers: task.wantsLayers.map((layer) => (this.#context as NativeContext).layerState(layer, position - from)),
      };
      const next = task.take(position, reading, hidden);
      if (next !== null) work.tokens.push(next);
    });
  }

  #finish(work: Work): void {
    this.#work = null;
    const whole = work.task.tokens.length - (work.task.tokens.length % serialBatchTokens);
    this.#kept = work.task.tokens.slice(0, whole);
    if (!work.call.over) work.task.finish(work.evaluated);
    this.calls.finish(work.call);
  }

  #fail(work: Work, error: PremiseError): void {
    this.#forget();
    // A row without a distribution is that request's own failure; whatever else fails is the call's.
    if (error.code === "engine/non-finite") work.task.fail(error);
    else work.call.fail(error);
    this.calls.finish(work.call);
  }

  #forget(): void {
    this.#work = null;
    this.#kept = [];
    this.#promptEnd = null;
    this.#context?.clear();
  }
}

/** One row is read behind its prompt, and nothing but the row. */
function isPlain(task: Task): boolean {
  return task.outputsFrom === task.tokens.length - 1 && !task.wantsHidden && task.wantsLayers.length === 0;
}
