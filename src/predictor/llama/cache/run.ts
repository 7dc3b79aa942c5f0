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
