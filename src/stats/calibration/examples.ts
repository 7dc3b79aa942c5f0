/** @module What a calibration map is fitted to: scores with known outcomes, enough of both kinds. */
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../../protocol/results.ts";

export type Kinds = { readonly positives: number; readonly negatives: number };

/**
 * How many positives and negatives there are.
 * @returns `cannot-measure/too-few` below `least` of either, `not-finite` where a score is not.
 * @throws PremiseError `internal` when the lists differ in length.
 */
export function countKinds(logOdds: readonly number[], outcomes: readonly boolean[], least: number): Kinds | CannotMeasure {
  if (logOdds.length !== outcomes.length) throw new PremiseError("internal", { problem: `${logOdds.length} log-odds for ${outcomes.length} outcomes` });
  const positives = outcomes.filter(Boolean).length;
  const negatives = outcomes.length - positives;
  if (!logOdds.every(Number.isFinite)) return cannotMeasure("cannot-measure/not-finite");
  return Math.min(positives, negatives) < least ? cannotMeasure("cannot-measure/too-few") : { positives, negatives };
}
