/** @module Sums of probabilities kept as logarithms; -Infinity is probability 0. */
import { PremiseError } from "../errors/premise-error.ts";

/** ln of the sum of e^x; the sum of nothing, or of impossible things only, is -Infinity. */
export function logSumExp(values: ArrayLike<number>): number {
  const max = largest(values);
  if (!Number.isFinite(max)) return max;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp((values[i] as number) - max);
  return max + Math.log(sum);
}

/** ln of the mean of e^x. @throws PremiseError `internal` when there are no values: they have no mean. */
export function logMeanExp(values: ArrayLike<number>): number {
  if (values.length === 0) throw new PremiseError("internal", { problem: "logMeanExp of no values" });
  return logSumExp(values) - Math.log(values.length);
}

/** Probabilities in proportion to e^x. @throws PremiseError `internal` when all of them are impossible, or one is no number. */
export function softmax(values: ArrayLike<number>): Float64Array {
  const max = largest(values);
  if (!Number.isFinite(max)) throw new PremiseError("internal", { problem: `softmax of values whose largest is ${max}` });
  // Divided, not exp(x - log-sum): rounding in a large log-sum would show in the probabilities.
  const weights = Float64Array.from(values, (value) => Math.exp(value - max));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** ln(1 - e^x) for x <= 0 (NaN above), without cancellation. Source: Mächler, Accurately computing log(1 - exp(-|a|)), 2012. */
export function log1mExp(x: number): number {
  return x > -Math.LN2 ? Math.log(-Math.expm1(x)) : Math.log1p(-Math.exp(x));
}

/** ln(p / (1 - p)) in nats; -Infinity for 0, Infinity for 1. */
export function toLogOdds(probability: number): number {
  return Math.log(probability) - Math.log1p(-probability);
}

/** The probability whose log odds, in nats, these are. */
export function toProbability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** Of no values -Infinity; NaN where a value is NaN. */
function largest(values: ArrayLike<number>): number {
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) max = Math.max(max, values[i] as number);
  return max;
}
