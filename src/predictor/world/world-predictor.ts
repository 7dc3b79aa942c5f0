/** @module The exact toy worlds as predictors: every probability and statistic is in closed form, so what measures it has a known answer. */
import { hashValue } from "../../random/hash.ts";
import type { Predictor } from "../predictor.ts";
import { createMixture } from "./mixture.ts";
import { createMixturePredictor } from "./mixture-predictor.ts";
import { createStepPredictor } from "./steps/step-predictor.ts";
import type { StepWorld } from "./steps/step-world.ts";
import { createVocabulary } from "./vocabulary.ts";
import { requireWorld, type World } from "./world.ts";
import { fourAuthors } from "./worlds.ts";

export type WorldOptions = {
  /** Default `fourAuthors`. */
  readonly world?: World | StepWorld;
  /** Default 4096. */
  readonly contextTokens?: number;
};

/**
 * A predictor whose next token is the Bayesian mixture over the world's authors given the tokens so far. Its hidden state is the
 * posterior over authors, in the world's order (in a stepwise world: over its latents). Ids: bytes 0 to 255, begin, end, then the words.
 * @throws PremiseError `config/invalid` for a world that is none.
 */
export function createWorldPredictor(options: WorldOptions = {}): Predictor {
  const { world = fourAuthors, contextTokens = 4096 } = options;
  if ("dates" in world) return createStepPredictor(world, contextTokens);
  requireWorld(world);
  const vocabulary = createVocabulary(world);
  const info = { model: `world:${world.id}`, authors: world.authors.length, weights: hashValue(world) };
  return createMixturePredictor(info, { vocabulary, mixture: createMixture(world, vocabulary), contextTokens });
}
