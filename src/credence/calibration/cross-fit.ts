/** @module Cross-fitting: every text's log-odds come from a fit that saw neither its premise nor its prompt. */
import { type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { fitLogistic, type LogisticFit } from "../../stats/regression/logistic.ts";
import type { LinearFit } from "./schema.ts";

export type Row = { readonly features: ArrayLike<number>; readonly target: number; readonly weight: number; readonly fold: number };

/** Strengths of the penalty that are tried; the one of least held-out log loss is taken. */
const penalties = [1, 10, 100, 1000, 10_000] as const;

export type CrossFit = {
  /** On all rows. */
  readonly fit: LinearFit;
  /** A row each, held out by fold, in nats. */
  readonly heldOut: readonly number[];
  readonly l2: number;
};

/** @returns what `fitLogistic` refuses. @throws PremiseError what `fitLogistic` throws. */
export function crossFit(rows: readonly Row[], l2s: readonly number[] = penalties): CrossFit | CannotMeasure {
  let best: { heldOut: number[]; l2: number; loss: number } | null = null;
  let refusal: CannotMeasure | null = null;
  for (const l2 of l2s) {
    const heldOut = holdOut(rows, l2);
    if (!Array.isArray(heldOut)) {
      refusal = heldOut;
      continue;
    }
    const loss = rows.reduce((sum, row, i) => sum + row.weight * lossOf(heldOut[i] as number, row.target), 0);
    if (best === null || loss < best.loss) best = { heldOut, l2, loss };
  }
  if (best === null) return refusal as CannotMeasure;
  const fit = fitOn(rows, best.l2);
  return isCannotMeasure(fit) ? fit : { fit, heldOut: best.heldOut, l2: best.l2 };
}

export function linearLogOdds({ intercept, weights }: LinearFit, features: ArrayLike<number>): number {
  return weights.reduce((sum, weight, j) => sum + weight * (features[j] ?? NaN), intercept);
}

function holdOut(rows: readonly Row[], l2: number): number[] | CannotMeasure {
  const heldOut = rows.map(() => NaN);
  for (const fold of new Set(rows.map((row) => row.fold))) {
    const fit = fitOn(rows.filter((row) => row.fold !== fold), l2);
    if (isCannotMeasure(fit)) return fit;
    rows.forEach((row, i) => {
      if (row.fold === fold) heldOut[i] = linearLogOdds(fit, row.features);
    });
  }
  return heldOut;
}

function fitOn(rows: readonly Row[], l2: number): LinearFit | CannotMeasure {
  const fit = fitLogistic(rows.map((row) => row.features), rows.map((row) => row.target), { l2, weights: rows.map((row) => row.weight) });
  return isCannotMeasure(fit) ? fit : toLinear(fit);
}

/** The same log-odds, of features as they are. */
function toLinear({ mean, scale, coefficients, intercept }: LogisticFit): LinearFit {
  const weights = coefficients.map((coefficient, j) => coefficient / (scale[j] as number));
  return { weights, intercept: intercept - weights.reduce((sum, weight, j) => sum + weight * (mean[j] as number), 0) };
}

/** Log loss in nats of log-odds against the probability of a yes. */
export function lossOf(logOdds: number, target: number): number {
  return Math.max(logOdds, 0) - logOdds * target + Math.log1p(Math.exp(-Math.abs(logOdds)));
}
