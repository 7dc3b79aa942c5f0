/** @module Who wrote this text, and in which world: the posterior of a stepwise world in closed form, from counts, without reading it in order. */
import { logSumExp, softmax } from "../../../stats/log-space.ts";
import { bosToken, endToken, type Vocabulary } from "../vocabulary.ts";
import { chancesAt, endWord, openingOf, type Place, placeAfter } from "./grammar.ts";
import { type Latent, listLatents } from "./latents.ts";
import { createStepVocabulary } from "./step-mixture.ts";
import { type StepWorld, requireStepWorld } from "./step-world.ts";

/** A text after its premise: tokenised apart, as scorers do. Ids may be given in place of text. */
export type Evidence = { readonly premise: string | readonly number[]; readonly text?: string | readonly number[] };

export type Posterior = {
  /** P(latent | evidence), in the order of `listLatents`. */
  readonly latents: Float64Array;
  /** By author id. */
  readonly authors: Readonly<Record<string, number>>;
  readonly authorIsAi: number;
  readonly aiInWorld: number;
  /** By the date's header: of the true date, not of the stated one. */
  readonly dates: Readonly<Record<string, number>>;
};

export interface ExactWorld {
  readonly world: StepWorld;
  readonly vocabulary: Vocabulary;
  readonly latents: readonly Latent[];
  posterior(evidence: Evidence): Posterior;
  /** ln P(text | premise) in nats, the text's end counted where its ids hold one. */
  logprob(evidence: Evidence): number;
}

/** How often each word came at each place; where it did not belong, only how often. */
type Tally = { readonly words: ReadonlyMap<string, { readonly place: Place; readonly word: string; readonly count: number }>; readonly strays: number };

/** @throws PremiseError `config/invalid` for a world that is none. */
export function createExactWorld(world: StepWorld): ExactWorld {
  requireStepWorld(world);
  const vocabulary = createStepVocabulary(world);
  const latents = listLatents(world);
  const toIds = (text: string | readonly number[] = []): readonly number[] => (typeof text === "string" ? vocabulary.tokenize(text) : text);
  const logJoint = (ids: readonly number[]): number[] => {
    const tally = countWords(world, vocabulary, latents[0] as Latent, ids);
    return latents.map((latent) => Math.log(latent.prior) + logLikelihood(world, latent, tally, vocabulary.size));
  };
  return {
    world, vocabulary, latents,
    posterior: ({ premise, text }) => describe(latents, softmax(logJoint([...toIds(premise), ...toIds(text)]))),
    logprob({ premise, text }) {
      const before = toIds(premise);
      return logSumExp(logJoint([...before, ...toIds(text)])) - logSumExp(logJoint(before));
    },
  };
}

function countWords(world: StepWorld, vocabulary: Vocabulary, any: Latent, ids: readonly number[]): Tally {
  const words = new Map<string, { place: Place; word: string; count: number }>();
  let place = openingOf(world);
  let strays = 0;
  for (const id of ids[0] === bosToken ? ids.slice(1) : ids) {
    const word = id === endToken ? endWord : vocabulary.detokenize([id]);
    const belongs = chancesAt(world, any, place).has(word);
    if (!belongs) strays++;
    if (!belongs) continue;
    const key = `${place.slot} ${place.difficulty} ${word}`;
    words.set(key, { place, word, count: (words.get(key)?.count ?? 0) + 1 });
    place = placeAfter(world, place, word);
  }
  return { words, strays };
}

function logLikelihood(world: StepWorld, latent: Latent, { words, strays }: Tally, size: number): number {
  const floor = world.floor / size;
  return [...words.values()].reduce((sum, { place, word, count }) => sum + count * Math.log(floor + (1 - world.floor) * (chancesAt(world, latent, place).get(word) ?? 0)), strays * Math.log(floor));
}

function describe(latents: readonly Latent[], posterior: Float64Array): Posterior {
  const sumWhere = (holds: (latent: Latent) => boolean): number => latents.reduce((sum, latent, i) => sum + (holds(latent) ? (posterior[i] as number) : 0), 0);
  const sumBy = (keyOf: (latent: Latent) => string): Record<string, number> => Object.fromEntries([...new Set(latents.map(keyOf))].map((key) => [key, sumWhere((latent) => keyOf(latent) === key)]));
  return {
    latents: posterior,
    authors: sumBy(({ author }) => author.id),
    authorIsAi: sumWhere(({ author }) => author.kind === "ai"),
    aiInWorld: sumWhere(({ aiExists }) => aiExists),
    dates: sumBy(({ date }) => date.header),
  };
}
