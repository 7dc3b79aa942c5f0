/** @module From a log likelihood ratio and a prior to a posterior. */
import { toLogOdds, toProbability } from "../../stats/log-space.ts";

/** `logRatio` and `logOdds` in nats. */
export type Posterior = { readonly value: number; readonly logOdds: number; readonly logRatio: number; readonly prior: number };

/** Bayes' rule in odds; a prior of 0 or 1 stays what it is. */
export function toPosterior(logRatio: number, prior: number): Posterior {
  const priorOdds = toLogOdds(prior);
  const logOdds = Number.isFinite(priorOdds) ? priorOdds + logRatio : priorOdds;
  return { value: toProbability(logOdds), logOdds, logRatio, prior };
}
