/** @module What was found, as data: a part for each thing that is shown, so that a run of some leaves the others as they are. */
import type { Machine } from "../engine/machine.ts";

/** `told` only informs; nothing was asked of it. */
export type Verdict = "reached" | "missed" | "told";

/** One thing that was looked at: over how many, and what came of it. */
export type Line = { readonly what: string; readonly n: number; readonly outcome: string; readonly verdict: Verdict };

export type Part = {
  readonly id: string;
  /** The day it was measured, ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly seed: number;
  /** How large it was: seconds, streams, rounds. */
  readonly size: string;
  readonly lines: readonly Line[];
};

/** The new parts in place of the old ones, ordered as `ids`; what these do not name is left out. */
export function mergeParts(old: readonly Part[], added: readonly Part[], ids: readonly string[]): Part[] {
  const find = (list: readonly Part[], id: string): Part | undefined => list.find((part) => part.id === id);
  return ids.flatMap((id) => find(added, id) ?? find(old, id) ?? []);
}

/** Reached where nothing is wrong; else the first few problems are the outcome. */
export function toLine(what: string, n: number, fine: string, problems: readonly string[]): Line {
  if (n === 0) return { what, n, outcome: "nothing was looked at", verdict: "missed" };
  if (problems.length === 0) return { what, n, outcome: fine, verdict: "reached" };
  return { what, n, outcome: `${problems.length} wrong: ${problems.slice(0, 3).join("; ")}`, verdict: "missed" };
}

export function tell(what: string, n: number, outcome: string): Line {
  return { what, n, outcome, verdict: "told" };
}
