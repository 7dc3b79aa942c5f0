/** @module The repeatable lane: one text at a time, so that what came before or beside it changes no bit. */
import { toPremiseError, type PremiseError } from "../../../errors/premise-error.ts";
import type { NativeContext } from "../bindings.ts";
import type { RowReader } from "../kernel/row-reader.ts";
import { Calls } from "./calls.ts";
import type { Lane, LaneState } from "./lane.ts";
import { SerialContext } from "./serial-context.ts";
import { SerialWork } from "./serial-work.ts";

export type SerialParts = {
  /** Made when it is first needed, and again when other layers are wanted. */
  readonly openContext: (layers: readonly number[]) => NativeContext;
  readonly reader: RowReader;
  readonly vocabularySize: number;
};

export class SerialLane implements Lane, Disposable {
  readonly calls = new Calls((call) => {
    if (this.#work?.call === call) this.#work = null;
  });
  readonly #parts: SerialParts;
  #context: SerialContext | null = null;
  #work: SerialWork | null = null;

  constructor(parts: SerialParts) {
    this.#parts = parts;
  }

  get state(): LaneState {
    const active = this.#work === null ? 0 : 1;
    return { calls: this.calls.size, active, sequences: active, cells: this.#context?.length ?? 0 };
  }

  step(): boolean {
    this.#work ??= this.#begin();
    const work = this.#work;
    if (work === null) return false;
    try {
      advance(this.#contextFor(work), work);
      if (work.isDone) this.#finish(work);
    } catch (error) {
      this.#fail(work, toPremiseError(error));
    }
    return true;
  }

  [Symbol.dispose](): void {
    this.#context?.[Symbol.dispose]();
    this.#context = null;
  }

  /** The next task; calls take turns. */
  #begin(): SerialWork | null {
    for (const call of this.calls.waiting()) {
      const task = call.take();
      this.calls.moveToEnd(call);
      return new SerialWork(call, task);
    }
    return null;
  }

  /** Where layers are kept, the graph is computed node by node, which may round otherwise: a context of its own, with nothing remembered. */
  #contextFor({ task }: SerialWork): SerialContext {
    const layers = [...new Set(task.want.layers)].sort((a, b) => a - b);
    if (this.#context?.layers.join() === layers.join()) return this.#context;
    this[Symbol.dispose]();
    this.#context = new SerialContext(this.#parts.openContext(layers), layers, this.#parts.reader, this.#parts.vocabularySize);
    return this.#context;
  }

  #finish({ call, task, evaluated }: SerialWork): void {
    this.#work = null;
    if (!call.over) task.finish(evaluated);
    this.calls.finish(call);
  }

  #fail({ call, task }: SerialWork, error: PremiseError): void {
    this.#work = null;
    // Nobody knows what is in the cache now.
    this[Symbol.dispose]();
    // A row without a distribution is that request's own failure; whatever else fails is the call's.
    if (error.code === "engine/non-finite") task.fail(error);
    else call.fail(error);
    this.calls.finish(call);
  }
}

/** Evaluates one batch at most; before it, what is remembered is taken. */
function advance(context: SerialContext, work: SerialWork): void {
  for (let batch = work.next; batch !== null; batch = work.next) if (!context.recall(work, batch)) return context.evaluate(work, batch);
  if (!work.isDone) context.goOn(work);
}
