/** @module The stepwise world read token by token: next-token distribution and posterior over its latents, in closed form. */
import { softmax } from "../../../stats/log-space.ts";
import type { Mixture, MixtureState } from "../mixture.ts";
import { bosToken, createWordVocabulary, endToken, type Vocabulary } from "../vocabulary.ts";
import { chancesAt, endWord, openingOf, type Place, placeAfter } from "./grammar.ts";
import { type Latent, listLatents } from "./latents.ts";
import { listWords, type StepWorld } from "./step-world.ts";

export type StepState = MixtureState & { readonly place: Place };

/** Its posterior is over the world's latents, in the order of `listLatents`. */
export interface StepMixture extends Mixture {
  readonly start: StepState;
  next(state: StepState): Float64Array;
  advance(state: StepState, token: number): StepState;
}

/** The words that belong at a place, as tokens, and their chances for each latent without the floor. */
type Row = { readonly tokens: readonly number[]; readonly words: readonly string[]; readonly chances: readonly Float64Array[] };

/** Headers and words of the world; all other text is bytes, which belong nowhere. */
export function createStepVocabulary(world: StepWorld): Vocabulary {
  return createWordVocabulary(listWords(world), /\[[a-z0-9]+\]| ?[\p{L}\p{N}']+|[^]/gu);
}

export function createStepMixture(world: StepWorld, vocabulary: Vocabulary): StepMixture {
  const latents = listLatents(world);
  const rows = new Map<string, Row>();
  const floor = world.floor / vocabulary.size;
  const rowAt = (place: Place): Row => {
    const key = `${place.slot} ${place.difficulty}`;
    const row = rows.get(key) ?? createRow(world, latents, vocabulary, place);
    rows.set(key, row);
    return row;
  };
  return {
    start: { logJoint: Float64Array.from(latents, ({ prior }) => Math.log(prior)), previous: null, place: openingOf(world) },
    next({ logJoint, place }) {
      const posterior = softmax(logJoint);
      const { tokens, chances } = rowAt(place);
      const mixed = new Float64Array(vocabulary.size).fill(Math.log(floor));
      tokens.forEach((token, i) => {
        const chance = posterior.reduce((sum, weight, latent) => sum + weight * (chances[latent] as Float64Array)[i]!, 0);
        mixed[token] = Math.log(floor + (1 - world.floor) * chance);
      });
      return mixed;
    },
    advance({ logJoint, previous, place }, token) {
      if (previous === null && token === bosToken) return { logJoint, previous: token, place };
      const { tokens, words, chances } = rowAt(place);
      const i = tokens.indexOf(token);
      const chanceOf = (latent: number): number => (i < 0 ? 0 : (chances[latent] as Float64Array)[i]!);
      return {
        logJoint: logJoint.map((joint, latent) => joint + Math.log(floor + (1 - world.floor) * chanceOf(latent))),
        previous: token,
        place: i < 0 ? place : placeAfter(world, place, words[i] as string),
      };
    },
    posterior: ({ logJoint }) => softmax(logJoint),
  };
}

function createRow(world: StepWorld, latents: readonly Latent[], vocabulary: Vocabulary, place: Place): Row {
  const all = latents.map((latent) => chancesAt(world, latent, place));
  const words = [...(all[0]?.keys() ?? [])];
  const tokens = words.map((word) => (word === endWord ? endToken : (vocabulary.tokenize(word)[0] as number)));
  return { words, tokens, chances: all.map((chances) => Float64Array.from(words, (word) => chances.get(word) ?? 0)) };
}
