/** @module One task of the repeatable lane: which batch comes next, and what has been drawn after the text. */
import type { Beginning } from "../cache/beginnings.ts";
import type { Reading } from "../kernel/read-row.ts";
import type { Call } from "./call.ts";
import { cutText } from "./cuts.ts";
import type { HiddenStates, Task } from "./task.ts";

/** A batch of the text: its tokens from position `from` on, and the positions behind which the task reads, which need not be any. */
export type TextBatch = { readonly from: number; readonly tokens: readonly number[]; readonly positions: readonly number[] };

export class SerialWork {
  readonly call: Call;
  readonly task: Task;
  /** The batches that are done. */
  readonly path: Beginning[] = [];
  readonly drawn: number[] = [];
  /** How many drawn tokens were evaluated. */
  goneOn = 0;
  /** Tokens evaluated for it of what its caller counts as prompt. */
  evaluated = 0;
  readonly #ends: readonly number[];

  constructor(call: Call, task: Task) {
    this.call = call;
    this.task = task;
    // Where nothing is read, nothing is evaluated.
    this.#ends = task.tokens.length > 0 ? cutText(task.text.length) : [];
  }

  /** The next batch of the text; null when all are done. */
  get next(): TextBatch | null {
    const end = this.#ends[this.path.length];
    if (end === undefined) return null;
    const { text, tokens, outputsFrom } = this.task;
    const from = this.#ends[this.path.length - 1] ?? 0;
    const first = Math.max(from, outputsFrom);
    const positions = Array.from({ length: Math.max(0, Math.min(end, tokens.length) - first) }, (_, i) => first + i);
    return { from, tokens: text.slice(from, end), positions };
  }

  get isDone(): boolean {
    return this.next === null && this.goneOn === this.drawn.length;
  }

  take(position: number, reading: Reading, hidden: HiddenStates): void {
    const next = this.task.take(position, reading, hidden);
    if (next !== null) this.drawn.push(next);
  }

  countEvaluated(from: number, to: number): void {
    this.evaluated += Math.max(0, Math.min(to, this.task.promptTokens) - from);
  }
}
