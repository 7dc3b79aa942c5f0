/** @module Regularised logistic regression: the log-odds of a target from many features. */
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { createLogLoss, type LogLoss } from "./log-loss.ts";
import { standardise } from "./standardise.ts";

export type LogisticFit = {
  /** Of each feature, weighted; `scale` is its standard deviation, 1 where it does not vary. */
  readonly mean: readonly number[];
  readonly scale: readonly number[];
  /** Nats of log-odds for each standard deviation above the mean. */
  readonly coefficients: readonly number[];
  /** Log-odds where every feature is at its mean. */
  readonly intercept: number;
};

export type LogisticOptions = {
  /** Strength of the penalty l2 / 2 * |coefficients|^2 beside the summed log loss in nats; scikit-learn's 1 / C. */
  readonly l2: number;
  /** One a row, not negative; default 1. */
  readonly weights?: readonly number[];
};

const maxSteps = 100;

/**
 * The coefficients of least penalised log loss for `targets` in [0, 1] (a soft label is the probability of a yes), the intercept not penalised.
 * Newton's method; a step costs rows x features^2.
 * @returns `cannot-measure/too-few` below 2 rows, `not-finite` where a number is not, `no-variation` when all targets are 0 or all are 1.
 * @throws PremiseError `internal` unless `l2` > 0, rows are equally long, targets lie in [0, 1] and weights are not negative.
 * Source: Hastie, Tibshirani & Friedman, The Elements of Statistical Learning, 2009, section 4.4.
 */
export function fitLogistic(rows: readonly ArrayLike<number>[], targets: readonly number[], options: LogisticOptions): LogisticFit | CannotMeasure {
  const weights = options.weights ?? targets.map(() => 1);
  requireRegression(rows, targets, weights, options.l2);
  if (rows.length < 2) return cannotMeasure("cannot-measure/too-few");
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const yes = weights.reduce((sum, weight, i) => sum + weight * (targets[i] as number), 0);
  const design = standardise(rows, weights);
  if (![total, yes, ...design.scale].every(Number.isFinite)) return cannotMeasure("cannot-measure/not-finite");
  if (!(yes > 0 && yes < total)) return cannotMeasure("cannot-measure/no-variation");
  const start = new Float64Array(design.width + 1);
  start[design.width] = Math.log(yes / (total - yes));
  const point = descend(createLogLoss(design, targets, weights, options.l2), start);
  return { mean: design.mean, scale: design.scale, coefficients: [...point.subarray(0, -1)], intercept: point.at(-1) as number };
}

/** Log-odds in nats that the target is a yes. @throws PremiseError `internal` when the row has another length than those of the fit. */
export function logisticLogOdds(fit: LogisticFit, row: ArrayLike<number>): number {
  if (row.length !== fit.coefficients.length) throw new PremiseError("internal", { problem: `${row.length} features for a fit of ${fit.coefficients.length}` });
  const deviation = (j: number): number => ((row[j] as number) - (fit.mean[j] as number)) / (fit.scale[j] as number);
  return fit.coefficients.reduce((sum, coefficient, j) => sum + coefficient * deviation(j), fit.intercept);
}

/** Newton's steps, halved where they would overshoot. */
function descend(loss: LogLoss, start: Float64Array): Float64Array {
  let here = start;
  let value = loss.at(here);
  for (let step = 0; step < maxSteps; step++) {
    const { direction, decrement } = loss.newton(here);
    const isLast = decrement < 1e-12 * (1 + value);
    let share = 1;
    let there = move(here, direction, share);
    while (!isLast && share > 1e-12 && !(loss.at(there) <= value)) there = move(here, direction, (share /= 2));
    here = there;
    if (isLast) return here;
    value = loss.at(here);
  }
  throw new PremiseError("internal", { problem: `a logistic regression did not settle in ${maxSteps} steps` });
}

function move(point: Float64Array, direction: Float64Array, share: number): Float64Array {
  return point.map((value, j) => value + share * (direction[j] as number));
}

function requireRegression(rows: readonly ArrayLike<number>[], targets: readonly number[], weights: readonly number[], l2: number): void {
  const fail = (problem: string): never => {
    throw new PremiseError("internal", { problem });
  };
  if (!(l2 > 0 && l2 < Infinity)) fail(`an l2 penalty of ${l2}, which must be above 0`);
  if (rows.length !== targets.length || rows.length !== weights.length) fail(`${rows.length} rows, ${targets.length} targets and ${weights.length} weights`);
  if (rows.some((row) => row.length !== rows[0]?.length)) fail("rows of different lengths");
  if (targets.some((target) => target < 0 || target > 1)) fail("a target outside 0 and 1");
  if (weights.some((weight) => weight < 0)) fail("a negative weight");
}
