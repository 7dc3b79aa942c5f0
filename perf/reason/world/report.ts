/** @module The report: what each part leaves behind. */
import type { Optimum } from "./best.ts";
import type { ByTries, Policies } from "./measure.ts";
import type { Selected } from "./selected.ts";
import type { Sizes } from "./setting.ts";

export type Report = {
  /** The day of the last measured part, ISO 8601. */
  readonly date: string;
  readonly seed: number;
  readonly sizes: Sizes;
  readonly selected: readonly Selected[];
  readonly optimum: Optimum;
  readonly policies: Policies;
  readonly tries: ByTries;
};

/** Parts may be measured one by one. */
export type Stored = Partial<Report>;

export function isWhole(stored: Stored): stored is Report {
  return (["date", "seed", "sizes", "selected", "optimum", "policies", "tries"] as const).every((part) => stored[part] !== undefined);
}
