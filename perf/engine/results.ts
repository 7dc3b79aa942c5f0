/** @module What was measured, as data: a part a comparison and model, so that a run of some leaves the others as they are. */
import type { Machine } from "./machine.ts";
import type { Row } from "./row.ts";

export type Part = {
  readonly comparison: string;
  readonly model: string;
  /** The day it was measured, ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly threads: number;
  readonly pairs: number;
  readonly seed: number;
  /** Of the weights and the engine that ours used. */
  readonly engine: string;
  readonly rows: readonly Row[];
};

/** The new parts in place of the old ones of the same comparison and model, ordered as `ids` and `models`; what these do not name is left out. */
export function mergeParts(old: readonly Part[], added: readonly Part[], ids: readonly string[]): Part[] {
  const models = [...new Set([...old, ...added].map(({ model }) => model))];
  const find = (list: readonly Part[], id: string, model: string): Part | undefined => list.find((part) => part.comparison === id && part.model === model);
  return ids.flatMap((id) => models.flatMap((model) => find(added, id, model) ?? find(old, id, model) ?? []));
}
