/** @module A limit on the greatest of all looks at a running credence: its false alarms are counted by run, not by look. */
import { cannotMeasure, type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { boundQuantile } from "../../stats/quantile-bound.ts";

/** A whole document watched from its first look to its last. Runs of one text (its drafts, its excerpts) share the name of the text. */
export type WatchedRun = { readonly text: string; readonly looks: readonly number[] };

export type MaximumLimitOptions = {
  /** Of all new texts of this kind, at most this share may ever rise above the limit. */
  readonly alpha: number;
  /** Probability that a calibration keeps that promise. Default 0.95. */
  readonly confidence?: number;
};

/** `exceeding` of `texts` calibration texts rose above `limit`; `looks` is the longest run among them. */
export type MaximumLimit = {
  readonly kind: "measured";
  readonly limit: number;
  readonly alpha: number;
  readonly confidence: number;
  readonly texts: number;
  readonly exceeding: number;
  readonly looks: number;
};

/**
 * An upper tolerance limit on the maximum of a text's looks, whatever its law (`boundQuantile`): with probability `confidence` over calibrations, a
 * new text exceeds it with probability <= alpha. Only texts are independent, so each counts once, with the greatest look of all its runs.
 * @returns `cannot-measure/too-few` where not even the greatest text would do (59 texts for 0.05 with confidence 0.95), and where a run has no
 * look; `not-finite` where a look is no finite number.
 * @throws PremiseError `internal` unless alpha and confidence lie between 0 and 1.
 */
export function fitMaximumLimit(runs: readonly WatchedRun[], { alpha, confidence = 0.95 }: MaximumLimitOptions): MaximumLimit | CannotMeasure {
  if (runs.some(({ looks }) => looks.length === 0)) return cannotMeasure("cannot-measure/too-few");
  if (!runs.every(({ looks }) => looks.every(Number.isFinite))) return cannotMeasure("cannot-measure/not-finite");
  const maxima = [...maximaByText(runs).values()];
  const bound = boundQuantile(maxima, alpha, confidence);
  if (isCannotMeasure(bound)) return bound;
  const exceeding = maxima.filter((each) => each > bound.bound).length;
  return { kind: "measured", limit: bound.bound, alpha, confidence, texts: maxima.length, exceeding, looks: runs.reduce((most, { looks }) => Math.max(most, looks.length), 0) };
}

/**
 * The first look (from 1) above the limit, or null.
 * @returns `cannot-measure/not-finite`, or `unlike-calibration` for a run with more looks than any that the limit was fitted to: each look is a
 * chance more to exceed it.
 */
export function findAlarm({ limit, looks: longest }: MaximumLimit, looks: readonly number[]): { readonly kind: "measured"; readonly look: number | null } | CannotMeasure {
  if (!looks.every(Number.isFinite)) return cannotMeasure("cannot-measure/not-finite");
  if (looks.length > longest) return cannotMeasure("cannot-measure/unlike-calibration");
  const first = looks.findIndex((each) => each > limit);
  return { kind: "measured", look: first < 0 ? null : first + 1 };
}

function maximaByText(runs: readonly WatchedRun[]): Map<string, number> {
  const maxima = new Map<string, number>();
  for (const { text, looks } of runs) maxima.set(text, looks.reduce((most, look) => Math.max(most, look), maxima.get(text) ?? -Infinity));
  return maxima;
}
