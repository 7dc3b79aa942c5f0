/** @module The parts of the prefix tree: runs of tokens, and branches that go through them. */

/** Tokens in a row that every branch through the first of them goes through. Runs split where branches part or end. */
export class Run {
  tokens: number[];
  /** Position of the first token. */
  start: number;
  parent: Run | null;
  /** By first token. */
  readonly children = new Map<number, Run>();
  branches = new Set<Branch>();
  /** How many of the tokens are evaluated. */
  done = 0;
  /** How many of them are evaluated, or in the batch that `takenIn` numbers. */
  taken = 0;
  takenIn = -1;

  constructor(tokens: number[], start: number, parent: Run | null) {
    this.tokens = tokens;
    this.start = start;
    this.parent = parent;
  }

  /** Position behind the last token. */
  get end(): number {
    return this.start + this.tokens.length;
  }
}

/** A path from the root, held by one sequence of the cache. */
export type Branch = {
  readonly sequence: number;
  tip: Run;
  /** Kept for later; nobody works on it. */
  idle: boolean;
  lastUse: number;
  /** Tokens of other work for which it is kept unused. */
  keepFor: () => number;
  /** Positions that were evaluated before, and are evaluated once more for their logits. */
  rereadFrom: number;
  rereadTo: number;
};

export function lengthOf(branch: Branch): number {
  return branch.tip.end;
}

/** From `tip` up to the root. */
export function pathOf(tip: Run): Run[] {
  const path: Run[] = [];
  for (let run: Run | null = tip; run !== null; run = run.parent) path.push(run);
  return path;
}

/** How many positions of the path to `tip` are evaluated. */
export function evaluatedLength(tip: Run): number {
  let run = tip;
  while (run.done === 0 && run.parent !== null) run = run.parent;
  return run.start + run.done;
}

/** The last run that `tokens` reach from the root, and how many of its tokens they share. */
export function descend(root: Run, tokens: readonly number[]): { run: Run; length: number } {
  let run = root;
  for (;;) {
    const child = run.end < tokens.length ? run.children.get(tokens[run.end] as number) : undefined;
    if (child === undefined) return { run, length: run.tokens.length };
    const limit = Math.min(child.tokens.length, tokens.length - child.start);
    let length = 1;
    while (length < limit && child.tokens[length] === tokens[child.start + length]) length++;
    if (length < child.tokens.length) return { run: child, length };
    run = child;
  }
}

/** Cuts a run in two after `length` tokens; returns the upper part. */
export function splitRun(run: Run, length: number): Run {
  const parent = run.parent as Run;
  const upper = new Run(run.tokens.slice(0, length), run.start, parent);
  upper.done = Math.min(run.done, length);
  upper.branches = new Set(run.branches);
  parent.children.set(upper.tokens[0] as number, upper);
  run.tokens = run.tokens.slice(length);
  run.start += length;
  run.done = Math.max(0, run.done - length);
  run.parent = upper;
  upper.children.set(run.tokens[0] as number, run);
  return upper;
}
