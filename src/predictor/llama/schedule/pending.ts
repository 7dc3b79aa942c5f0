/** @module How many tokens branches still wait for. */
import { type Branch, evaluatedLength, type Run } from "../cache/run.ts";

/** Tokens that are still to be evaluated, those of several branches once. */
export function countPending(branches: Iterable<Branch>): number {
  const seen = new Set<Run>();
  let pending = 0;
  for (const { tip } of branches) {
    for (let run: Run | null = tip; run !== null && run.done < run.tokens.length && !seen.has(run); run = run.parent) {
      seen.add(run);
      pending += run.tokens.length - run.done;
    }
  }
  return pending;
}

/** Tokens that one branch still waits for. */
export function pendingOf(branch: Branch): number {
  return branch.rereadTo - branch.rereadFrom + branch.tip.end - evaluatedLength(branch.tip);
}
