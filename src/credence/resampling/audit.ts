/** @module The share of AI authors among accepted texts, by a channel that the gate never sees. */
import { cannotMeasure, type CannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import type { Random } from "../../random/seeded.ts";
import { bootstrapStatistic } from "../../stats/bootstrap.ts";
import { estimateMean } from "../../stats/estimate.ts";

/**
 * The audit by an exact posterior (native, for a gate on a free channel): the mean credence of the accepted texts, each read over *all* drafts of
 * its context. Unbiased whatever the gate does, so long as the posterior has seen all that could decide; any other channel is drawn towards the prior.
 * @returns `cannot-measure/not-finite` where a credence is no probability; below 2 texts, or when all are equal, as `estimateMean`.
 */
export function auditAccepted(credences: readonly number[], random: Random): Estimate | CannotMeasure {
  if (!credences.every((each) => each >= 0 && each <= 1)) return cannotMeasure("cannot-measure/not-finite");
  // The percentile interval: BCa's jackknife is quadratic in the texts.
  return estimateMean(credences, random, { interval: "percentile" });
}

/** An audit channel's values, in any unit: of the accepted texts in question, and of labelled ones that the same gate accepted in as many tries. */
export type AuditedTexts = { readonly accepted: readonly number[]; readonly human: readonly number[]; readonly ai: readonly number[] };

/**
 * The audit by any other channel (another contrast wording, a free one): where between the two labelled means the mean of the accepted texts lies.
 * It needs no calibration, since the labelled texts went through the same gate, and may come out below 0 or above 1 by chance.
 * @returns `cannot-measure/too-few` below 2 texts of a kind, `not-finite` where a value is no finite number, `at-chance` where the channel does not
 * read the labelled AIs higher than the humans, its interval included.
 * Source: Bella, Ferri, Hernández-Orallo & Ramírez-Quintana, ICDM 2010 (scaled average of the scores).
 */
export function auditAgainst({ accepted, human, ai }: AuditedTexts, random: Random): Estimate | CannotMeasure {
  const kinds = [accepted, human, ai];
  if (kinds.some(({ length }) => length < 2)) return cannotMeasure("cannot-measure/too-few");
  if (!kinds.every((values) => values.every(Number.isFinite))) return cannotMeasure("cannot-measure/not-finite");
  const units = kinds.flatMap((values, kind) => values.map((value): Unit => ({ kind, value })));
  const gap = bootstrapStatistic(units, gapOf, random, { interval: "percentile" });
  if (isCannotMeasure(gap)) return gap;
  if (gap.interval[0] <= 0) return cannotMeasure("cannot-measure/at-chance");
  const share = bootstrapStatistic(units, placeOf, random, { interval: "percentile" });
  return isCannotMeasure(share) ? share : { ...share, n: accepted.length };
}

/** `kind`: 0 in question, 1 by a human, 2 by an AI. */
type Unit = { readonly kind: number; readonly value: number };

function gapOf(units: readonly Unit[]): number {
  const [, human, ai] = meansByKind(units);
  return ai - human;
}

function placeOf(units: readonly Unit[]): number {
  const [accepted, human, ai] = meansByKind(units);
  return (accepted - human) / (ai - human);
}

function meansByKind(units: readonly Unit[]): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  const counts = [0, 0, 0];
  for (const { kind, value } of units) {
    sums[kind] = (sums[kind] as number) + value;
    counts[kind] = (counts[kind] as number) + 1;
  }
  return sums.map((sum, kind) => sum / (counts[kind] as number)) as [number, number, number];
}
