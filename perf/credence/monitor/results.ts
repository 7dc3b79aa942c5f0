/** @module What was measured, as data: a part each, so that a run of one leaves the others as they are. */
import type { CannotMeasure, Estimate } from "../../../src/protocol/results.ts";
import type { Machine } from "../../engine/machine.ts";

export type Measured = Estimate | CannotMeasure;

/** Runs under the human premise in which an alarm was ever raised. */
export type FalseAlarmRow = { readonly source: string; readonly auroc: number; readonly watcher: string; readonly falseAlarms: Measured };

/** A free channel under a limit: false alarms by run, and switches caught. */
export type FreeRow = { readonly limit: string; readonly value: number; readonly falseAlarms: Measured; readonly caught: Measured };

/**
 * `caught`: of all switches at a step from 1 to 50; the run goes on until the last has had its ten steps. `inside`: of those at steps 1 to 41.
 * `cut`: of all, when the run ends at step 50 whatever came. `early`: alarms before the switch, which are not caught switches.
 */
export type SwitchRow = {
  readonly source: string; readonly auroc: number; readonly drift: number; readonly watcher: string;
  readonly caught: Measured; readonly inside: Measured; readonly cut: Measured; readonly early: Measured;
};

/**
 * `share`: of AI authors among accepted texts by the drawn label; `closedForm` the same exactly, where it is known. `meanCredence`: of the audit's
 * channel where that is not exact, to show why its mean is no audit.
 * `acceptedHuman`: of contexts by humans; null where each try has an author of its own.
 */
export type ResamplingRow = {
  readonly world: string; readonly arm: string; readonly tries: number; readonly limit: number | null;
  readonly share: Measured; readonly closedForm: number | null; readonly audit: Measured | null; readonly meanCredence: Measured | null;
  readonly accepted: Measured; readonly acceptedHuman: Measured | null;
};

type Common = { readonly date: string; readonly machine: Machine; readonly seed: number; readonly runs: number };

export type Parts = {
  readonly "false-alarms"?: Common & { readonly rows: readonly FalseAlarmRow[]; readonly free: readonly FreeRow[] };
  readonly switches?: Common & { readonly rows: readonly SwitchRow[] };
  readonly resampling?: Common & { readonly rows: readonly ResamplingRow[] };
};
