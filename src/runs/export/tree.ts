/** @module A run's steps as a tree by their parents: the line that leads to the last step, and what branches off it. */
import type { Step } from "../../protocol/results.ts";

/** `lane` is 0 on the line to the last step, and one more for each branching off; `opens` where a branch begins, `goesOn` where its lane has another step. */
export type TreeRow = { readonly step: Step; readonly lane: number; readonly opens: boolean; readonly goesOn: boolean; readonly children: readonly string[] };

/** In the order of drawing: what branches off a step stands between it and the step that goes on. The steps are verified: parents come before their children. */
export function layOutTree(steps: readonly Step[]): TreeRow[] {
  const childrenOf = Map.groupBy(steps, ({ parent }) => parent);
  const latest = findLatest(steps);
  const toLast = (step: Step): number => latest.get(step.id) ?? 0;
  const rows: TreeRow[] = [];
  const open: { readonly step: Step; readonly lane: number; readonly opens: boolean }[] = [];
  const push = (children: readonly Step[], lane: number): void => {
    const main = children.toSorted((a, b) => toLast(b) - toLast(a))[0];
    if (main === undefined) return;
    open.push({ step: main, lane, opens: false });
    for (const side of children.filter((each) => each !== main).reverse()) open.push({ step: side, lane: lane + 1, opens: true });
  };
  push(childrenOf.get(null) ?? [], 0);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const children = childrenOf.get(next.step.id) ?? [];
    rows.push({ ...next, goesOn: children.length > 0, children: children.map(({ id }) => id) });
    push(children, next.lane);
  }
  return rows;
}

/** By id: where in the record the last step of those that follow it stands. */
function findLatest(steps: readonly Step[]): ReadonlyMap<string, number> {
  const latest = new Map<string, number>();
  for (const [index, { id, parent }] of [...steps.entries()].reverse()) {
    const own = Math.max(index, latest.get(id) ?? 0);
    latest.set(id, own);
    if (parent !== null) latest.set(parent, Math.max(own, latest.get(parent) ?? 0));
  }
  return latest;
}
