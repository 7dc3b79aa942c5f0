import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PrefixTree } from "./prefix-tree.ts";
import { type Branch, pathOf, type Run } from "./run.ts";
import { GuardedMemory, type SequenceMemory } from "./sequence-memory.ts";

type Cell = { readonly position: number; readonly token: number; readonly held: Set<number> };

/** Cells as llama.cpp keeps them; counts what was evaluated. */
class CellMemory implements SequenceMemory {
  cells: Cell[] = [];
  evaluated = 0;

  copy(source: number, target: number, from: number, to: number): void {
    for (const { position, held } of this.cells) if (position >= from && position < to && held.has(source)) held.add(target);
  }

  remove(sequence: number, from: number, to: number): void {
    for (const { position, held } of this.cells) if (position >= from && position < to) held.delete(sequence);
    this.cells = this.cells.filter(({ held }) => held.size > 0);
  }

  clear(): void {
    this.cells = [];
  }

  evaluate(position: number, token: number, sequences: readonly number[]): void {
    this.evaluated++;
    this.cells.push({ position, token, held: new Set(sequences) });
  }

  textOf(sequence: number): number[] {
    const own = this.cells.filter(({ held }) => held.has(sequence)).sort((a, b) => a.position - b.position);
    if (own.some(({ position }, i) => position !== i)) throw new Error("a position is missing or there twice");
    return own.map(({ token }) => token);
  }
}

const limits = { sequences: 6, cells: 60 };
const [window, batchTokens] = [16, 4];
const guardFrom = window - 2 * batchTokens;

function create(): { memory: CellMemory; tree: PrefixTree } {
  const memory = new CellMemory();
  return { memory, tree: new PrefixTree(new GuardedMemory(memory, limits.sequences, window, batchTokens), limits) };
}

/** Up to `most` pending tokens of a branch, each once for all branches through it. */
function evaluate(memory: CellMemory, tree: PrefixTree, branch: Branch, most: number): void {
  let left = most;
  for (const run of pathOf(branch.tip).reverse()) {
    while (run.done < run.tokens.length && left-- > 0) {
      memory.evaluate(run.start + run.done, run.tokens[run.done] as number, Array.from(run.branches, ({ sequence }) => sequence));
      run.done++;
    }
    if (run.done < run.tokens.length) break;
  }
  branch.rereadFrom = branch.rereadTo;
  tree.settle(branch);
}

function textOf(branch: Branch): number[] {
  return pathOf(branch.tip).reverse().flatMap((run) => run.tokens.slice(0, run.done));
}

function checkAll(memory: CellMemory, tree: PrefixTree, active: readonly Branch[]): void {
  const runs: Run[] = [];
  const visit = (run: Run): void => {
    runs.push(run);
    for (const [token, child] of run.children) {
      expect(child.tokens[0]).toBe(token);
      expect(child.parent).toBe(run);
      expect(child.start).toBe(run.end);
      // Nothing stands behind what is not evaluated, and nothing lies there for nobody.
      if (child.done > 0) expect(run.done).toBe(run.tokens.length);
      expect(child.branches.size).toBeGreaterThan(0);
      visit(child);
    }
  };
  visit(tree.root);
  expect(tree.cells).toBe(runs.reduce((sum, run) => sum + run.tokens.length, 0));
  expect(tree.cells).toBeLessThanOrEqual(limits.cells);
  expect(memory.cells.length).toBe(runs.reduce((sum, run) => sum + run.done, 0));
  const branches = new Set(runs.flatMap((run) => [...run.branches]));
  for (const branch of branches) {
    const own = textOf(branch);
    expect(memory.textOf(branch.sequence)).toEqual(own);
    // Its guard holds all of what has grown long enough to need one.
    if (own.length > guardFrom) expect(memory.textOf(branch.sequence + limits.sequences)).toEqual(own);
  }
  expect(branches.size).toBe(active.length + tree.idleBranches);
  expect(tree.activeBranches).toBe(active.length);
}

const text = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 20 });
const step = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), tokens: text, outputs: fc.nat(20) }),
  fc.record({ kind: fc.constant("evaluate" as const), which: fc.nat(), most: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ kind: fc.constant("extend" as const), which: fc.nat(), token: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant("close" as const), which: fc.nat(), length: fc.constantFrom(0, 3, 12, Number.POSITIVE_INFINITY), keepFor: fc.constantFrom(0, 5, 1000) }),
  fc.record({ kind: fc.constant("age" as const), tokens: fc.nat(20) }),
);

describe("prefix tree", () => {
  it("keeps every sequence's text whole, and no cell for nobody, whatever happens", () => {
    let opened = 0;
    fc.assert(fc.property(fc.array(step, { minLength: 20, maxLength: 100, size: "max" }), (steps) => {
      const { memory, tree } = create();
      const active: Branch[] = [];
      const pick = (which: number): Branch | undefined => active[which % Math.max(1, active.length)];
      for (const each of steps) {
        if (each.kind === "open") {
          if (!tree.hasFreeSequence || tree.reserve(each.tokens, 0) === null) continue;
          active.push(tree.open(each.tokens, each.outputs));
          opened++;
        } else if (each.kind === "age") tree.age(each.tokens);
        else {
          const branch = pick(each.which);
          if (branch === undefined) continue;
          const isDone = pathOf(branch.tip).every((run) => run.done === run.tokens.length) && branch.rereadFrom === branch.rereadTo;
          if (each.kind === "evaluate") evaluate(memory, tree, branch, each.most);
          else if (each.kind === "extend" && isDone && tree.freeCells > 0) tree.extend(branch, each.token);
          else if (each.kind === "close") tree.close(active.splice(active.indexOf(branch), 1)[0] as Branch, each.length, () => each.keepFor);
        }
        checkAll(memory, tree, active);
      }
      for (const branch of active.splice(0)) tree.close(branch, Number.POSITIVE_INFINITY, () => 0);
      tree.age(2000);
      checkAll(memory, tree, []);
      expect(memory.cells).toEqual([]);
    }), { numRuns: 150 });
    expect(opened).toBeGreaterThan(500);
  });

  it("evaluates what several begin with once, and reads again only what somebody reads", () => {
    const { memory, tree } = create();
    const first = tree.open([1, 2, 3, 4], 3);
    const second = tree.open([1, 2, 3, 5], 3);
    evaluate(memory, tree, first, 10);
    evaluate(memory, tree, second, 10);
    expect(memory.evaluated).toBe(5);
    tree.close(first, Number.POSITIVE_INFINITY, () => 1000);
    tree.close(second, Number.POSITIVE_INFINITY, () => 1000);
    const third = tree.open([1, 2, 3, 4, 6], 2);
    expect([third.rereadFrom, third.rereadTo]).toEqual([2, 4]);
    evaluate(memory, tree, third, 10);
    expect(memory.evaluated).toBe(6);
  });

  it("evaluates in its place what is only read again", () => {
    const { memory, tree } = create();
    for (let i = 0; i < 2; i++) {
      const branch = tree.open([1, 2, 3, 4], 1);
      expect([branch.rereadFrom, branch.rereadTo]).toEqual([i, i]);
      evaluate(memory, tree, branch, 10);
      expect(memory.evaluated).toBe(4 + 3 * i);
      tree.close(branch, Number.POSITIVE_INFINITY, () => 1000);
      checkAll(memory, tree, []);
    }
  });

  it("evicts what was used longest ago from its end, and never what somebody works on", () => {
    const { memory, tree } = create();
    const sequence = (token: number, length: number): number[] => Array.from({ length }, () => token);
    for (const token of [1, 2]) {
      const branch = tree.open(sequence(token, 20), 0);
      evaluate(memory, tree, branch, 20);
      tree.close(branch, Number.POSITIVE_INFINITY, () => 1000);
      tree.age(1);
    }
    const busy = tree.open(sequence(3, 18), 0);
    evaluate(memory, tree, busy, 18);
    expect(tree.reserve(sequence(4, 10), 0)).toBe(10);
    expect(tree.reserve(sequence(1, 20), 0)).toBe(8);
    expect(tree.reserve(sequence(4, 43), 0)).toBeNull();
    expect(textOf(busy)).toHaveLength(18);
    checkAll(memory, tree, [busy]);
  });

  it("evicts nothing for a text that finds no room all the same, and never that text's own beginning", () => {
    const { memory, tree } = create();
    const own = Array.from({ length: 20 }, () => 1);
    const [kept, busy] = [tree.open(own, 0), tree.open(Array.from({ length: 30 }, () => 2), 0)];
    evaluate(memory, tree, kept, 20);
    evaluate(memory, tree, busy, 30);
    tree.close(kept, Number.POSITIVE_INFINITY, () => 1000);
    expect(tree.reserve([...own, ...Array.from({ length: 11 }, () => 3)], 0)).toBeNull();
    expect(tree.cells).toBe(50);
    expect(tree.reserve([...own, ...Array.from({ length: 10 }, () => 3)], 0)).toBe(10);
    expect(tree.cells).toBe(50);
  });

  it("drops what has not been used for as long as it was to be kept", () => {
    const { memory, tree } = create();
    const branch = tree.open([1, 2, 3], 0);
    evaluate(memory, tree, branch, 3);
    tree.close(branch, Number.POSITIVE_INFINITY, () => 10);
    tree.age(10);
    expect(tree.cells).toBe(3);
    tree.age(1);
    expect(tree.cells).toBe(0);
  });

  it("drops at once what the tokens ahead will outlive", () => {
    const { memory, tree } = create();
    const branch = tree.open([1, 2, 3], 0);
    evaluate(memory, tree, branch, 3);
    tree.close(branch, Number.POSITIVE_INFINITY, () => 10);
    tree.age(4, 6);
    expect(tree.cells).toBe(3);
    tree.age(0, 7);
    expect(tree.cells).toBe(0);
  });
});
