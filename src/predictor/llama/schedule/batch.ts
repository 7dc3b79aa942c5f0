/** @module Which tokens one `llama_decode` evaluates, and who reads the rows behind them. */
import { type Branch, pathOf, type Run } from "../cache/run.ts";
import type { SequenceMemory } from "../cache/sequence-memory.ts";
import type { Call } from "./call.ts";
import type { Task } from "./task.ts";

/** A task that has its place in the cache. */
export type Active = {
  readonly call: Call;
  readonly task: Task;
  readonly branch: Branch;
  /** Tokens it may still add, for which cells are kept free. */
  growth: number;
  /** Prompt tokens that were evaluated for this task. */
  evaluated: number;
  /** Cells that it holds of those kept for short tasks. */
  readonly short: number;
  /** Draws already. */
  drawing: boolean;
};

export type Entry = { readonly token: number; readonly position: number; readonly sequences: readonly number[]; readonly readers: Active[] };

export type BatchLimits = { readonly batchTokens: number; readonly maxOutputs: number };

export type BatchParts = {
  /** Who works on a branch. */
  readonly owners: ReadonlyMap<Branch, Active>;
  readonly memory: Pick<SequenceMemory, "copy">;
  /** Sequences that last one batch: the first, and how many; and cells for what they hold. */
  readonly spare: { readonly first: number; readonly count: number; readonly cells: number };
};

let batches = 0;

/**
 * A batch while it is filled. With hidden states on, llama.cpp computes the logits of every token, so such a batch takes only tokens that
 * somebody reads, and leaves those of contexts to others.
 */
export class Batch {
  readonly entries: Entry[] = [];
  readonly hidden: boolean;
  readonly runs = new Set<Run>();
  /** Sequences in use for positions that are read again. */
  readonly borrowed: number[] = [];
  /** How far each task has read again. */
  readonly reread = new Map<Active, number>();
  readonly #limits: BatchLimits;
  readonly #parts: BatchParts;
  readonly #number = batches++;
  readonly #shared = new Map<Run, Map<number, Entry>>();
  #outputs = 0;
  #spareCells: number;

  constructor(limits: BatchLimits, parts: BatchParts, hidden: boolean) {
    this.#limits = limits;
    this.#parts = parts;
    this.#spareCells = parts.spare.cells;
    this.hidden = hidden;
  }

  /** Adds up to `limit` tokens that a task waits for; returns how many. */
  fill(active: Active, limit: number): number {
    const before = this.entries.length;
    const path = pathOf(active.branch.tip).reverse();
    if (!this.#readAgain(active, path, limit)) return this.entries.length - before;
    for (const run of path) {
      if (run.takenIn !== this.#number) {
        run.taken = run.done;
        run.takenIn = this.#number;
      }
      while (run.taken < run.tokens.length) {
        if (this.entries.length - before >= limit || !this.#evaluate(active, run)) return this.entries.length - before;
      }
    }
    return this.entries.length - before;
  }

  /** Positions that are evaluated once more for their logits, in a sequence of their own, unless another task does so in this batch. False when some are left. */
  #readAgain(active: Active, path: readonly Run[], limit: number): boolean {
    const { branch } = active;
    let sequence: number | null = null;
    const from = this.reread.get(active) ?? branch.rereadFrom;
    for (let position = from; position < branch.rereadTo; position++) {
      const run = path.find((each) => position < each.end) as Run;
      const shared = sequence === null ? this.#shared.get(run)?.get(position) : undefined;
      if (shared !== undefined) {
        if (active.task.want.hidden === true && !this.hidden) return false;
        shared.readers.push(active);
      } else {
        if (position - from >= limit || !this.#hasRoom([active])) return false;
        sequence ??= this.#borrow(branch, position);
        if (sequence === null || this.#spareCells-- <= 0) return false;
        const entry = this.#push(run.tokens[position - run.start] as number, position, [sequence], [active]);
        this.#shared.set(run, (this.#shared.get(run) ?? new Map<number, Entry>()).set(position, entry));
        if (position < active.task.promptTokens) active.evaluated++;
      }
      this.reread.set(active, position + 1);
    }
    return true;
  }

  /** A sequence that holds the positions below `length` of the branch, or null when there is none. */
  #borrow(branch: Branch, length: number): number | null {
    const { memory, spare } = this.#parts;
    if (this.borrowed.length >= spare.count || this.#spareCells <= 0) return null;
    const sequence = spare.first + this.borrowed.length;
    this.borrowed.push(sequence);
    if (length > 0) memory.copy(branch.sequence, sequence, 0, length);
    return sequence;
  }

  #evaluate(active: Active, run: Run): boolean {
    const position = run.start + run.taken;
    const readers: Active[] = [];
    for (const branch of run.branches) {
      const owner = this.#parts.owners.get(branch);
      if (owner !== undefined && position >= owner.task.outputsFrom) readers.push(owner);
    }
    if (!this.#hasRoom(readers)) return false;
    this.#push(run.tokens[run.taken] as number, position, Array.from(run.branches, ({ sequence }) => sequence), readers);
    this.runs.add(run);
    run.taken++;
    if (position < active.task.promptTokens) active.evaluated++;
    return true;
  }

  #hasRoom(readers: readonly Active[]): boolean {
    if (this.entries.length >= this.#limits.batchTokens) return false;
    const isOutput = readers.length > 0;
    if (this.hidden && !isOutput) return false;
    if (!this.hidden && readers.some(({ task }) => task.want.hidden)) return false;
    return !isOutput || this.#outputs < this.#limits.maxOutputs;
  }

  #push(token: number, position: number, sequences: readonly number[], readers: Active[]): Entry {
    const entry = { token, position, sequences, readers };
    this.entries.push(entry);
    if (readers.length > 0) this.#outputs++;
    return entry;
  }
}
