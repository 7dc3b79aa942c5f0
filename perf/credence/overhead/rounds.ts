/** @module Which premise and questions each round asks: every side another question, all of one length, so that no side finds another's document in the cache. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import { createRandom, shuffle } from "../../../src/random/seeded.ts";

/** `questions[side]`; `warm` is the one that every side warms up with. */
export type Round = { readonly premise: Premise; readonly warm: string; readonly questions: readonly string[] };

/**
 * Rounds in an order that `seed` decides; premises in turn. Questions of a round have the same number of tokens by themselves.
 * `at` takes rounds from -1 on and begins again at the end: what was asked so long ago the cache has lost.
 */
export async function planRounds(predictor: Predictor, premises: readonly Premise[], questions: readonly string[], { sides, seed }: { readonly sides: number; readonly seed: number }): Promise<{ readonly count: number; readonly at: (round: number) => Round }> {
  const random = createRandom(seed);
  const tokens = await predictor.tokenize(questions);
  const byLength = Map.groupBy(shuffle([...questions.keys()], random), (i) => tokens[i]?.length ?? 0);
  const groups = shuffle([...byLength.values()].flatMap((all) => cut(all, sides + 1)), random);
  const premisesInOrder = shuffle(premises, random);
  const textOf = (i: number | undefined): string => (i === undefined ? "" : (questions[i] ?? ""));
  const at = (round: number): Round => {
    const [warm, ...rest] = groups[(round + 1) % groups.length] ?? [];
    return { premise: premisesInOrder[(round + 1) % premises.length] as Premise, warm: textOf(warm), questions: rest.map(textOf) };
  };
  return { count: groups.length, at };
}

/** Whole parts of `size`; what is left over is left out. */
function cut<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.floor(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
