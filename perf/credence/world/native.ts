/** @module The native channel on scores and in closed form: log mean_k p(x | a_k) - log p(x | h), and its posterior at prior 1/2. */
import { createStepMixture } from "../../../src/predictor/world/steps/step-mixture.ts";
import type { ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { logMeanExp } from "../../../src/stats/log-space.ts";
import type { ScoredText } from "./texts.ts";

/** In nats. `sums`: ln p of the text under the human premise, then under each contrast. */
export function nativeRatio(sums: readonly number[]): number {
  return logMeanExp(sums.slice(1)) - (sums[0] as number);
}

/** From the predictor's own scores of the first `tokens` tokens; each column is summed alone, the mean is taken outside. */
export function measuredRatio({ logprobs }: Pick<ScoredText, "logprobs">, tokens = Infinity): number {
  return nativeRatio(logprobs.map((row) => row.slice(0, Math.min(tokens, row.length)).reduce((sum, logprob) => sum + logprob, 0)));
}

/** The same from the world's definition: counts of words, sums over latents, no predictor. */
export function closedRatio(exact: ExactWorld, { premise, ids }: ScoredText): number {
  return nativeRatio([premise.human, ...premise.contrasts].map((context) => exact.logprob({ premise: context, text: ids })));
}

/** Largest difference of P(latent | premise, text) between the world read in order and in closed form. */
export function latentDeviation(exact: ExactWorld, mixture: ReturnType<typeof createStepMixture>, { premise, ids }: ScoredText): number {
  const state = [...exact.vocabulary.tokenize(premise.human), ...ids].reduce((before, id) => mixture.advance(before, id), mixture.start);
  const { latents } = exact.posterior({ premise: premise.human, text: ids });
  return mixture.posterior(state).reduce((most, value, i) => Math.max(most, Math.abs(value - (latents[i] as number))), 0);
}
