/** @module Continuous batching: tasks of many calls share each batch, and what they begin with is evaluated once. */
import { PremiseError, toPremiseError } from "../../../errors/premise-error.ts";
import type { NativeContext } from "../bindings.ts";
import { type Branch, evaluatedLength } from "../cache/run.ts";
import type { PrefixTree } from "../cache/prefix-tree.ts";
import type { SequenceMemory } from "../cache/sequence-memory.ts";
import type { RowReader } from "../kernel/row-reader.ts";
import { Admission } from "./admission.ts";
import { type Active, Batch, type BatchLimits, type BatchParts } from "./batch.ts";
import type { Call } from "./call.ts";
import { Calls } from "./calls.ts";
import { evaluateBatch, type RowTaken } from "./evaluate.ts";
import type { Lane, LaneState } from "./lane.ts";
import { countPending, pendingOf } from "./pending.ts";
import { Retention } from "./retention.ts";
import { chooseRoom } from "./room.ts";
import type { Task } from "./task.ts";

export type SchedulerParts = {
  readonly context: NativeContext;
  readonly tree: PrefixTree;
  readonly memory: SequenceMemory;
  readonly reader: RowReader;
  readonly limits: BatchLimits & {
    /** Tasks at work at the same time, and samples among them. */
    readonly tasks: number;
    readonly samples: number;
    /** Tokens of other work after which a kept token has cost as much as evaluating it again. */
    readonly breakEven: number;
    /** Cells kept for short tasks. */
    readonly shortCells: number;
    readonly spare: BatchParts["spare"];
  };
};

/** While samples are drawn, a batch takes no more than this of other work, so that their steps stay short. */
const tokensBesideDrawing = 64;
/** Tokens that a sample may be counted on to draw. */
const sureTokens = 16;

export class Scheduler implements Lane {
  readonly calls = new Calls((call) => {
    for (const active of this.#owners.values()) if (active.call === call) this.#drop(active);
  });
  readonly #parts: SchedulerParts;
  readonly #admission: Admission;
  readonly #retention: Retention;
  readonly #owners = new Map<Branch, Active>();
  /** Cells promised to samples that may still grow. */
  #growth = 0;
  #samples = 0;
  #wasHidden = false;

  constructor(parts: SchedulerParts) {
    this.#parts = parts;
    this.#retention = new Retention(parts.limits.breakEven);
    this.#admission = new Admission({ calls: this.calls, shortCells: parts.limits.shortCells, reserve: (tokens, others) => parts.tree.reserve(tokens, others) });
  }

  get state(): LaneState {
    const { tree } = this.#parts;
    return { calls: this.calls.size, active: this.#owners.size, sequences: tree.activeBranches, cells: tree.cells };
  }

  step(): boolean {
    try {
      return this.#step();
    } catch (error) {
      this.#abandon(toPremiseError(error));
      return true;
    }
  }

  #step(): boolean {
    this.#admit();
    const batch = this.#fill();
    if (batch === null) return false;
    const rows = evaluateBatch(this.#parts, batch);
    this.#settle(batch);
    for (const row of rows) this.#deliver(row);
    this.#parts.tree.age(batch.entries.length);
    this.#retention.pass(batch.entries.length);
    for (const active of this.#owners.values()) if (this.#isDone(active)) this.#finish(active);
    return true;
  }

  #admit(): void {
    const { tree } = this.#parts;
    const before = this.#owners.size;
    const waiting = this.#admitWhileWanted(countPending(this.#owners.keys()));
    // Before new tokens take their cells: the next ones would lie behind those of branches that are about to go, and pay for them to the end.
    if (this.#owners.size > before) tree.age(0, waiting + this.#samples * sureTokens);
  }

  /** @returns how many tokens wait to be evaluated, after `waiting` before. */
  #admitWhileWanted(waiting: number): number {
    const { tree, limits } = this.#parts;
    const isWanted = (call: Call, task: Task): boolean => {
      if (task.growth > 0 && this.#samples >= limits.samples) return false;
      return waiting <= limits.batchTokens || call.active === 0;
    };
    while (tree.hasFreeSequence && this.#owners.size < limits.tasks) {
      const admitted = this.#admission.admit(this.#growth, isWanted);
      if (admitted === null) return waiting;
      const { call, task, missing, short } = admitted;
      this.#retention.note(call, task.tokens);
      const branch = tree.open(task.tokens, task.outputsFrom);
      const active = { call, task, branch, growth: task.growth, evaluated: 0, short, drawing: false };
      this.#owners.set(branch, active);
      this.#growth += task.growth;
      if (task.growth > 0) this.#samples++;
      waiting += missing;
      // A first token alone has nothing to evaluate.
      if (this.#isDone(active)) this.#finish(active);
    }
    return waiting;
  }

  /** The next batch; null when nobody can go on. */
  #fill(): Batch | null {
    const first = this.#fillAs(!this.#wasHidden);
    const batch = first.entries.length > 0 ? first : this.#fillAs(this.#wasHidden);
    if (batch.entries.length === 0) return null;
    this.#wasHidden = batch.hidden;
    return batch;
  }

  #fillAs(hidden: boolean): Batch {
    const { memory, limits, tree } = this.#parts;
    const spare = { ...limits.spare, cells: limits.spare.cells + tree.freeCells };
    const batch = new Batch(limits, { owners: this.#owners, memory, spare }, hidden);
    const working = [...this.#owners.values()];
    const drawing = working.filter((active) => active.drawing);
    for (const active of drawing) batch.fill(active, 1);
    let room = drawing.length > 0 ? tokensBesideDrawing : this.#room();
    const others = working.filter((active) => !active.drawing);
    // The one that waits longest gets half, then short ones go first.
    const [oldest] = others;
    if (oldest !== undefined) room -= batch.fill(oldest, Math.ceil(room / 2));
    for (const active of others.toSorted((a, b) => pendingOf(a.branch) - pendingOf(b.branch))) if (room > 0) room -= batch.fill(active, room);
    return batch;
  }

  #room(): number {
    const pending = countPending(this.#owners.keys());
    return chooseRoom(this.#parts.limits.batchTokens, { evaluated: this.#parts.tree.cells - pending, pending });
  }

  #settle(batch: Batch): void {
    const { tree } = this.#parts;
    for (const run of batch.runs) run.done = run.taken;
    for (const [active, position] of batch.reread) active.branch.rereadFrom = position;
    for (const branch of this.#owners.keys()) tree.settle(branch);
  }

  #deliver({ active, position, reading, hidden }: RowTaken): void {
    // Its call was ended by another of its rows.
    if (active.call.over || this.#owners.get(active.branch) !== active) return;
    if (reading instanceof Error) {
      active.task.fail(toPremiseError(reading));
      this.#drop(active, true);
      return;
    }
    const next = active.task.take(position, reading, hidden);
    if (next === null) return;
    active.drawing = true;
    active.growth--;
    this.#growth--;
    this.#parts.tree.extend(active.branch, next);
  }

  #isDone({ branch, call }: Active): boolean {
    return call.over || (branch.rereadFrom >= branch.rereadTo && evaluatedLength(branch.tip) === branch.tip.end);
  }

  #finish(active: Active): void {
    if (!active.call.over) active.task.finish(active.evaluated);
    this.#drop(active);
  }

  #drop(active: Active, isUseless = false): void {
    const { branch, call, task } = active;
    // Ending its call may have dropped it already.
    if (!this.#owners.delete(branch)) return;
    this.#growth -= active.growth;
    if (task.growth > 0) this.#samples--;
    this.#admission.leave(active.short);
    // The tokens alone are remembered, not the task with its results.
    const { tokens } = task;
    const kept = isUseless ? 0 : this.#retention.keptLength(call, tokens);
    this.#parts.tree.close(branch, kept, () => this.#retention.keepFor(call, tokens));
    this.calls.finish(call);
  }

  /** A batch failed: its calls fail, and the cache is emptied, since nobody knows what is in it. */
  #abandon(error: PremiseError): void {
    const failed = [...this.#owners.values()];
    this.#owners.clear();
    for (const { call, short } of failed) {
      this.#admission.leave(short);
      this.calls.fail(call, error);
    }
    this.#growth = 0;
    this.#samples = 0;
    this.#parts.tree.forget();
  }
}
