/** @module Evaluates the batches of the repeatable lane's texts, or takes what it remembers of them. */
import { PremiseError } from "../../../errors/premise-error.ts";
import type { Wanted } from "../../predictor.ts";
import type { NativeContext } from "../bindings.ts";
import { type Beginning, Beginnings, type Remains } from "../cache/beginnings.ts";
import { Standing } from "../cache/standing.ts";
import type { Reading } from "../kernel/read-row.ts";
import type { RowReader, Rows } from "../kernel/row-reader.ts";
import type { TextBatch, SerialWork } from "./serial-work.ts";
import type { HiddenStates, Task } from "./task.ts";

/** What is remembered of earlier texts, in bytes. */
const remembered = 128 * 2 ** 20;

const nothing: HiddenStates = { last: null, layers: [] };

/**
 * Kernels choose their order of sums by the shape of a batch and by the places in the cache. Here position p lies in cell p, batches end
 * where `cutText` says, and rows are computed behind all tokens of a batch or behind none. So what a batch leaves depends on the text up
 * to its end alone, and stands for any text that begins in the same way.
 */
export class SerialContext implements Disposable {
  readonly layers: readonly number[];
  readonly #context: NativeContext;
  readonly #reader: RowReader;
  readonly #vocabularySize: number;
  readonly #known = new Beginnings(remembered);
  readonly #standing: Standing;

  constructor(context: NativeContext, layers: readonly number[], reader: RowReader, vocabularySize: number) {
    this.layers = layers;
    this.#context = context;
    this.#reader = reader;
    this.#vocabularySize = vocabularySize;
    this.#standing = new Standing(context.sequences, context.states, this.#known, context.options.contextTokens);
  }

  /** Positions that are in use. */
  get length(): number { return this.#standing.length; }

  /** Does the work's next batch from memory. @returns false where that does not hold all that is wanted. */
  recall(work: SerialWork, { from, tokens, positions }: TextBatch): boolean {
    const beginning = this.#reach(work, tokens);
    if (positions.length > 0) {
      const { remains } = beginning;
      const readings = remains === null || wantsStates(work.task.want) ? null : findReadings(remains, work.task.want, positions.map((position) => position - from), tokens.length - 1);
      if (readings === null) return false;
      positions.forEach((position, i) => work.take(position, readings[i] ?? this.#readRow(remains?.lastRow as Float32Array, work.task, position), nothing));
    } else if (beginning.remains === null && !beginning.present) return false;
    this.#known.touch(beginning);
    work.path.push(beginning);
    return true;
  }

  /** Evaluates the work's next batch, and remembers what it leaves. @throws PremiseError `engine/failed`, `engine/non-finite`. */
  evaluate(work: SerialWork, { from, tokens, positions }: TextBatch): void {
    const { task } = work;
    this.#standing.require(work.path);
    const isRead = positions.length > 0;
    this.#decode(from, tokens, isRead, isRead && task.want.hidden === true);
    work.countEvaluated(from, from + tokens.length);
    const beginning = this.#reach(work, tokens);
    const state = this.#standing.extend(beginning);
    work.path.push(beginning);
    if (!isRead) return this.#known.keep(beginning, { state, lastRow: null, readings: new Map() });
    const rows = this.#context.rows(tokens.length);
    const read: Reading[] = [];
    for (const { position, reading, hidden } of this.#read(rows, task, positions, from, tokens.length)) {
      read[position - from] = reading;
      work.take(position, reading, hidden);
    }
    const inside = read.slice(0, tokens.length - 1);
    const before = beginning.remains?.readings ?? [];
    this.#known.keep(beginning, { state, lastRow: rows.logits.slice(-this.#vocabularySize), readings: new Map([...before, ...(inside.length === 0 ? [] : [[nameWanted(task.want), inside] as const])]) });
  }

  /** Evaluates the work's next drawn token, alone. @throws as `evaluate`. */
  goOn(work: SerialWork): void {
    const { task, drawn, goneOn } = work;
    if (goneOn === 0) this.#standing.require(work.path);
    const position = task.text.length + goneOn;
    this.#decode(position, drawn.slice(goneOn, goneOn + 1), true, task.want.hidden === true);
    work.goneOn++;
    for (const { reading, hidden } of this.#read(this.#context.rows(1), task, [position], position, 1)) work.take(position, reading, hidden);
  }

  #reach({ path }: SerialWork, tokens: readonly number[]): Beginning {
    return this.#known.reach(path.at(-1) ?? this.#known.root, tokens);
  }

  #decode(from: number, tokens: readonly number[], isRead: boolean, wantsHidden: boolean): void {
    const { batch } = this.#context;
    tokens.forEach((token, i) => {
      batch.token[i] = token;
      batch.pos[i] = from + i;
      batch.output[i] = isRead ? 1 : 0;
      batch.setSequences(i, [0]);
    });
    this.#context.wantHidden(wantsHidden);
    this.#context.decode(tokens.length);
  }

  /** Reads rows of a batch that begins at position `from` and has `count` of them. */
  *#read(rows: Rows, task: Task, positions: readonly number[], from: number, count: number): Generator<{ position: number; reading: Reading; hidden: HiddenStates }, undefined> {
    const asks = positions.map((position) => ({ row: position - from, position, ask: task.ask(position) }));
    const readings = this.#reader.read(rows, asks);
    const states = task.want.hidden === true ? this.#context.hiddenRows(count) : null;
    const size = states === null ? 0 : states.length / count;
    for (const [i, { row, position }] of asks.entries()) {
      const reading = requireReading(readings[i]);
      const last = states === null ? null : states.subarray(row * size, (row + 1) * size);
      yield { position, reading, hidden: { last, layers: (task.want.layers ?? []).map((layer) => this.#context.layerState(layer, row)) } };
    }
  }

  #readRow(logits: Float32Array, task: Task, position: number): Reading {
    return requireReading(this.#reader.read({ logits, address: 0n }, [{ row: 0, position, ask: task.ask(position) }])[0]);
  }

  [Symbol.dispose](): void {
    this.#context[Symbol.dispose]();
  }
}

/** What was read at these places of a batch, undefined at the `last`, whose row is there to be read; null when anything is missing. */
function findReadings({ lastRow, readings }: Remains, want: Wanted, places: readonly number[], last: number): (Reading | undefined)[] | null {
  const read = readings.get(nameWanted(want));
  const found = places.map((place) => (place === last ? undefined : read?.[place]));
  const isThere = (reading: Reading | undefined, i: number): boolean => (places[i] === last ? lastRow !== null : reading !== undefined);
  return found.every(isThere) ? found : null;
}

function nameWanted({ statistics = false, top = 0 }: Wanted): string {
  return `${statistics ? "statistics" : "plain"}, ${top} likeliest`;
}

function wantsStates({ hidden = false, layers = [] }: Wanted): boolean {
  return hidden || layers.length > 0;
}

function requireReading(reading: Reading | Error | undefined): Reading {
  if (reading === undefined || reading instanceof Error) throw reading ?? new PremiseError("internal", { problem: "a row was not read" });
  return reading;
}
