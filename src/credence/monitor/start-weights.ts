/** @module Weights over the step at which a contrast may begin: each sums to 1 over all steps, so a monitor that uses them may look for ever. */
import { PremiseError } from "../../errors/premise-error.ts";

/**
 * - `planned`: equal shares of `1 - beyond` for the first `steps` steps, `beyond` for all later ones (as 1/s^2). The costliest planned step
 *   costs log(steps / (1 - beyond)) nats, the least that any weights can promise; the default where a run has a budget of steps.
 * - `log-square`: about 1/(s log^2 s), the slowest fall of this form that still sums to 1: for runs whose length nobody knows.
 * - `inverse-square`: 1/(s(s+1)): early switches cheaply, late ones dearly.
 * - `fixed-start`: all on the first step. It misses late switches, and stands beside the others to show that.
 * - `listed`: one's own; what they leave to 1 is the weight of later steps, none of which begins a contrast.
 */
export type StartWeights =
  | { readonly kind: "planned"; readonly steps: number; readonly beyond: number }
  | { readonly kind: "log-square" | "inverse-square" | "fixed-start" }
  | { readonly kind: "listed"; readonly weights: readonly number[] };

/** @throws PremiseError `internal` unless the weights are those of a distribution. */
export function requireWeights(weights: StartWeights): void {
  if (weights.kind === "planned") {
    const { steps, beyond } = weights;
    if (!Number.isInteger(steps) || steps < 1 || !(beyond >= 0 && beyond < 1)) throw new PremiseError("internal", { problem: `weights over ${steps} planned steps with ${beyond} beyond` });
  }
  if (weights.kind === "listed") {
    const total = sumOf(weights.weights);
    // Ten digits typed by hand may miss 1 by rounding; more would break the limit on false alarms.
    if (!weights.weights.every((weight) => weight >= 0) || !(total > 0 && total <= 1 + 1e-9)) throw new PremiseError("internal", { problem: `start weights that sum to ${total}` });
  }
}

/** Weight of all steps after step `step` (counted from 1); of step 0 it is 1. */
export function weightAfter(weights: StartWeights, step: number): number {
  if (step <= 0) return 1;
  switch (weights.kind) {
    case "planned": return step <= weights.steps ? 1 - ((1 - weights.beyond) * step) / weights.steps : (weights.beyond * weights.steps) / step;
    case "log-square": return Math.LN2 / Math.log(step + 2);
    case "inverse-square": return 1 / (step + 1);
    case "fixed-start": return 0;
    case "listed": return Math.max(0, 1 - sumOf(weights.weights.slice(0, step)));
  }
}

/** Weight of a beginning at step `step`, counted from 1. */
export function weightAt(weights: StartWeights, step: number): number {
  return Math.max(0, weightAfter(weights, step - 1) - weightAfter(weights, step));
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
