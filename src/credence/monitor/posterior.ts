/** @module From a log likelihood ratio and a prior to a posterior. */

/** `logRatio` and `logOdds` in nats. */
export type Posterior = { readonly value: number; readonly logOdds: number; readonly logRatio: number; readonly prior: number };

/** Bayes' rule in odds; a prior of 0 or 1 stays what it is. */
export function toPosterior(logRatio: number, prior: number): Posterior {
  const priorOdds = Math.log(prior) - Math.log1p(-prior);
  const logOdds = Number.isFinite(priorOdds) ? priorOdds + logRatio : priorOdds;
  return { value: 1 / (1 + Math.exp(-logOdds)), logOdds, logRatio, prior };
}
