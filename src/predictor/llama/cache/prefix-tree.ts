/** @module A radix tree over token sequences: what several begin with lies in the cache once. Sequences of the cache are copied on write, and evicted by use. */
import { PremiseError } from "../../../errors/premise-error.ts";
import { IdleBranches } from "./idle-branches.ts";
import { type Branch, descend, evaluatedLength, lengthOf, pathOf, Run, splitRun } from "./run.ts";
import type { SequenceMemory } from "./sequence-memory.ts";

export type TreeMemory = SequenceMemory & { settle(sequence: number, length: number): void };
export type TreeLimits = {
  /** How many branches there can be. */
  readonly sequences: number;
  /** How many tokens may lie in the cache. */
  readonly cells: number;
};

export class PrefixTree {
  readonly root = new Run([], 0, null);
  readonly #memory: TreeMemory;
  readonly #limits: TreeLimits;
  #free: number[];
  readonly #idle = new IdleBranches();
  #cells = 0;
  #active = 0;

  constructor(memory: TreeMemory, limits: TreeLimits) {
    this.#memory = memory;
    this.#limits = limits;
    this.#free = countDown(limits.sequences);
  }

  /** Tokens that lie in the cache, or will once their batch has been evaluated. */
  get cells(): number { return this.#cells; }
  get freeCells(): number { return this.#limits.cells - this.#cells; }
  get activeBranches(): number { return this.#active; }
  get idleBranches(): number { return this.#idle.size; }
  get hasFreeSequence(): boolean { return this.#free.length + this.#idle.size > 0; }

  /**
   * Makes room for what the tree lacks of `tokens`, and for `others` more, by evicting what was used longest ago.
   * @returns how many tokens it lacks, or null when there is no room for them now.
   */
  reserve(tokens: readonly number[], others: number): number | null {
    if (!this.#couldReserve(tokens, others)) return null;
    if (this.#free.length === 0) this.#releaseOldest();
    for (;;) {
      const { run, length } = descend(this.root, tokens);
      for (const branch of run.branches) if (branch.idle) this.#idle.use(branch);
      const missing = tokens.length - run.start - length;
      const lack = missing + others - this.freeCells;
      if (lack <= 0) return missing;
      const oldest = this.#idle.oldest();
      if (oldest === undefined) return null;
      this.#shorten(oldest, lack);
    }
  }

  /** Whether there is room when everything idle beside the text's own beginning is gone: nothing is evicted in vain. */
  #couldReserve(tokens: readonly number[], others: number): boolean {
    const { run, length } = descend(this.root, tokens);
    const lack = tokens.length - run.start - length + others - this.freeCells;
    if (lack <= 0) return true;
    const own = new Set(pathOf(run));
    let evictable = isIdle(run) ? run.tokens.length - length : 0;
    const visit = (each: Run): void => {
      if (!own.has(each) && isIdle(each)) evictable += each.tokens.length;
      for (const child of each.children.values()) visit(child);
    };
    visit(this.root);
    return lack <= evictable;
  }

  /**
   * A branch for `tokens`, sharing what the tree has of them. Positions from `outputsFrom` on that have been evaluated already are to be read
   * again, since logits are not kept.
   * @throws PremiseError `internal` when `hasFreeSequence` was not heeded.
   */
  open(tokens: readonly number[], outputsFrom: number): Branch {
    this.#dropOutputs(tokens, outputsFrom);
    const sequence = this.#acquire();
    const { run, length } = descend(this.root, tokens);
    const anchor = length < run.tokens.length ? splitRun(run, length) : run;
    const branch: Branch = { sequence, tip: anchor, idle: false, lastUse: 0, keepFor: () => 0, rereadFrom: 0, rereadTo: 0 };
    this.#active++;
    const evaluated = evaluatedLength(anchor);
    const holder = evaluated === 0 ? undefined : this.#holderOf(anchor);
    if (holder !== undefined) this.#memory.copy(holder.sequence, sequence, 0, evaluated);
    this.#memory.settle(sequence, evaluated);
    this.#enter(branch, pathOf(anchor));
    branch.rereadTo = evaluated;
    branch.rereadFrom = Math.min(evaluated, outputsFrom);
    if (anchor.end < tokens.length) this.#grow(branch, tokens.slice(anchor.end));
    return branch;
  }

  /** One more token behind the branch, whose output is wanted. */
  extend(branch: Branch, token: number): void {
    const { tip } = branch;
    if (tip !== this.root && tip.branches.size === 1 && tip.children.size === 0) {
      tip.tokens.push(token);
      this.#cells++;
      return;
    }
    const child = tip.children.get(token);
    if (child === undefined) return this.#grow(branch, [token]);
    const joined = child.tokens.length > 1 ? splitRun(child, 1) : child;
    if (joined.done === 1) {
      const [holder] = joined.branches;
      this.#memory.copy((holder as Branch).sequence, branch.sequence, joined.start, joined.end);
      branch.rereadFrom = joined.start;
      branch.rereadTo = joined.end;
    }
    this.#enter(branch, [joined]);
    branch.tip = joined;
  }

  /** Done with a branch: of what it has evaluated, `length` tokens stay until room is needed, or until `keepFor` more tokens have been evaluated without it. */
  close(branch: Branch, length: number, keepFor: () => number): void {
    this.#active--;
    this.#trimPending(branch);
    if (branch.tip.branches.size > 1 || branch.tip === this.root || length <= 0) return this.#release(branch);
    while (branch.tip.end > length) if (!this.#shorten(branch, branch.tip.end - length)) return;
    this.#idle.add(branch, keepFor);
  }

  /**
   * Time passes: `tokens` more were evaluated, and `ahead` more will be. Keeping a branch slows every token behind it, so an unused one is kept
   * about as long as that costs less than evaluating it again.
   */
  age(tokens: number, ahead = 0): void {
    for (const branch of this.#idle.age(tokens, ahead)) this.#release(branch);
  }

  /** The cells of the branch up to here are evaluated: called for every active branch of a batch. */
  settle(branch: Branch): void {
    this.#memory.settle(branch.sequence, evaluatedLength(branch.tip));
  }

  /** Empties the cache; active branches are void. */
  forget(): void {
    this.#memory.clear();
    this.root.children.clear();
    this.root.branches.clear();
    this.#idle.clear();
    this.#cells = 0;
    this.#active = 0;
    this.#free = countDown(this.#limits.sequences);
  }

  #acquire(): number {
    if (this.#free.length === 0) this.#releaseOldest();
    const sequence = this.#free.pop();
    if (sequence === undefined) throw new PremiseError("internal", { problem: "no sequence is free" });
    return sequence;
  }

  #releaseOldest(): void {
    const oldest = this.#idle.oldest();
    if (oldest !== undefined) this.#release(oldest);
  }

  /** What is only to be read again, and goes nowhere else, is evaluated anew in its place: two copies would slow the batch down. */
  #dropOutputs(tokens: readonly number[], outputsFrom: number): void {
    const { run, length } = descend(this.root, tokens);
    const [branch] = run.branches;
    const isAlone = branch !== undefined && branch.idle && branch.tip === run && run.branches.size === 1;
    if (isAlone && length === run.tokens.length && run.start <= outputsFrom && outputsFrom < run.end) this.#shorten(branch, run.end - outputsFrom);
  }

  #grow(branch: Branch, tokens: number[]): void {
    const run = new Run(tokens, branch.tip.end, branch.tip);
    branch.tip.children.set(tokens[0] as number, run);
    this.#cells += tokens.length;
    this.#enter(branch, [run]);
    branch.tip = run;
  }

  /** An idle branch that ends where another now goes through is no longer needed. */
  #enter(branch: Branch, path: readonly Run[]): void {
    for (const run of path) run.branches.add(branch);
    for (const run of path) {
      for (const other of run.branches) if (other.idle && other.tip === run) this.#release(other);
    }
  }

  /** Some branch that holds what was evaluated of the path to `run`. */
  #holderOf(run: Run): Branch | undefined {
    let evaluated = run;
    while (evaluated.done === 0 && evaluated.parent !== null) evaluated = evaluated.parent;
    return evaluated.branches.values().next().value;
  }

  /** Takes back what was to be evaluated for this branch alone. */
  #trimPending(branch: Branch): void {
    for (let run = branch.tip; run !== this.root && run.branches.size === 1 && run.done < run.tokens.length; run = branch.tip) {
      this.#cells -= run.tokens.length - run.done;
      if (run.done === 0) this.#leave(branch, run);
      else run.tokens.length = run.done;
    }
  }

  /** The run was this branch's alone. */
  #leave(branch: Branch, run: Run): void {
    const parent = run.parent as Run;
    run.branches.delete(branch);
    parent.children.delete(run.tokens[0] as number);
    branch.tip = parent;
  }

  #release(branch: Branch): void {
    this.#idle.delete(branch);
    this.#memory.remove(branch.sequence, 0, lengthOf(branch));
    for (const run of pathOf(branch.tip)) {
      run.branches.delete(branch);
      if (run.branches.size > 0 || run === this.root) continue;
      this.#cells -= run.tokens.length;
      run.parent?.children.delete(run.tokens[0] as number);
    }
    this.#free.push(branch.sequence);
  }

  /** Removes up to `cells` tokens from the end of a branch that nobody works on. @returns whether it is still of use. */
  #shorten(branch: Branch, cells: number): boolean {
    const { tip } = branch;
    const removed = Math.min(cells, tip.tokens.length);
    if (removed === tip.tokens.length && (tip.parent === this.root || (tip.parent?.branches.size ?? 0) > 1)) {
      this.#release(branch);
      return false;
    }
    this.#memory.remove(branch.sequence, tip.end - removed, tip.end);
    this.#cells -= removed;
    if (removed === tip.tokens.length) this.#leave(branch, tip);
    else {
      tip.tokens.length -= removed;
      tip.done = tip.tokens.length;
    }
    return true;
  }
}

function isIdle(run: Run): boolean {
  for (const branch of run.branches) if (!branch.idle) return false;
  return true;
}

/** Sequences, the first one last. */
function countDown(count: number): number[] {
  return Array.from({ length: count }, (_, i) => count - 1 - i);
}
