/** @module The stepwise world as a predictor. */
import { hashValue } from "../../../random/hash.ts";
import type { Predictor } from "../../predictor.ts";
import { createMixturePredictor } from "../mixture-predictor.ts";
import { listLatents } from "./latents.ts";
import { createStepMixture, createStepVocabulary } from "./step-mixture.ts";
import { requireStepWorld, type StepWorld } from "./step-world.ts";

/**
 * Its hidden state is the posterior over the world's latents, in the order of `listLatents`.
 * @throws PremiseError `config/invalid` for a world that is none.
 */
export function createStepPredictor(world: StepWorld, contextTokens = 4096): Predictor {
  requireStepWorld(world);
  const vocabulary = createStepVocabulary(world);
  const info = { model: `world:${world.id}`, authors: listLatents(world).length, weights: hashValue(world) };
  return createMixturePredictor(info, { vocabulary, mixture: createStepMixture(world, vocabulary), contextTokens });
}
