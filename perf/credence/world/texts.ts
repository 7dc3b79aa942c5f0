/** @module The texts of the measurement: drawn by the predictor itself under a premise or one of its contrasts, or put together at random; scored by it under all. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { listWords } from "../../../src/predictor/world/steps/step-world.ts";
import type { ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { createRandom, deriveSeed, type Random } from "../../../src/random/seeded.ts";
import { type Contrasted, premises, type Sizes } from "./setting.ts";

/** `mixture`: drawn from the human premise or (as often) one of the contrasts, alike; `words`, `ids`: put together at random. */
export type Origin = "mixture" | "words" | "ids";

export type ScoredText = {
  readonly premise: Contrasted;
  readonly origin: Origin;
  /** Whether it was drawn under a contrast; null where it was drawn under nothing. */
  readonly isContrast: boolean | null;
  readonly ids: readonly number[];
  /** ln p of each token in nats, as the predictor's `score` gives it: under the human premise, then under each contrast. */
  readonly logprobs: readonly Float64Array[];
};

/** Half from the mixtures, a quarter each of random words and random ids. */
export async function drawTexts(predictor: Predictor, exact: ExactWorld, { texts, tokens }: Sizes, seed: number, signal: AbortSignal): Promise<ScoredText[]> {
  const scored: ScoredText[] = [];
  for (let i = 0; i < texts; i++) {
    const random = createRandom(deriveSeed(seed, i));
    const premise = premises[random.below(premises.length)] as Contrasted;
    const origin: Origin = i % 2 === 0 ? "mixture" : i % 4 === 1 ? "words" : "ids";
    const isContrast = origin === "mixture" ? random.below(2) === 1 : null;
    const under = isContrast === true ? (premise.contrasts[random.below(premise.contrasts.length)] as string) : premise.human;
    const ids = origin === "mixture" ? await drawIds(predictor, under, tokens, random, signal) : makeIds(exact, origin, tokens, random);
    scored.push({ premise, origin, isContrast, ids, logprobs: await scoreUnder(predictor, premise, ids, signal) });
  }
  return scored;
}

async function drawIds(predictor: Predictor, premise: string, maxTokens: number, random: Random, signal: AbortSignal): Promise<number[]> {
  const [context] = await toContexts(predictor, [premise]);
  const ids: number[] = [];
  for await (const event of predictor.sample([{ context: context ?? [], maxTokens, seed: random.below(2 ** 32) }], { signal })) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") ids.push(event.token.token);
  }
  return ids;
}

function makeIds({ world, vocabulary }: ExactWorld, origin: "words" | "ids", tokens: number, random: Random): number[] {
  const words = listWords(world);
  return Array.from({ length: 1 + random.below(tokens) }, () => (origin === "ids" ? random.below(vocabulary.size) : (vocabulary.tokenize(words[random.below(words.length)] as string)[0] as number)));
}

async function scoreUnder(predictor: Predictor, { human, contrasts }: Contrasted, continuation: readonly number[], signal: AbortSignal): Promise<Float64Array[]> {
  const contexts = await toContexts(predictor, [human, ...contrasts]);
  const outcomes = await predictor.score(contexts.map((context) => ({ context, continuation })), { signal });
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return Float64Array.from(outcome.tokens, ({ logprob }) => logprob ?? Number.NaN);
  });
}

async function toContexts(predictor: Predictor, texts: readonly string[]): Promise<number[][]> {
  const { token } = predictor.info.bos;
  return (await predictor.tokenize(texts)).map((ids) => (token === null ? ids : [token, ...ids]));
}
