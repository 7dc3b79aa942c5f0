/** @module Part `selected`: runs of which none is refused. Those whose first steps were right are looked at apart; over all of them the mean posterior stays where it began. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { aiGivenRight, authorsUnder } from "../../../src/predictor/world/steps/claims.ts";
import { createExactWorld, type ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { rightWord } from "../../../src/predictor/world/steps/step-world.ts";
import { bosToken } from "../../../src/predictor/world/vocabulary.ts";
import { createWorldPredictor } from "../../../src/predictor/world/world-predictor.ts";
import type { CannotMeasure, Estimate } from "../../../src/protocol/results.ts";
import { createRandom, deriveSeed, type Random } from "../../../src/random/seeded.ts";
import { binomialCdf } from "../../../src/stats/beta.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";
import { estimateMean } from "../../../src/stats/estimate.ts";
import { adjustHolm } from "../../../src/stats/holm.ts";
import { normalCdf } from "../../../src/stats/normal.ts";
import { type Chain, tokensOfStep } from "./setting.ts";

/** After `at` steps: what the closed form says, what was counted, and P(as far off or farther | the closed form holds), alone and among all tests of the part (Holm). */
export type Point = { readonly at: number; readonly closed: number; readonly measured: Estimate | CannotMeasure; readonly p: number | null; readonly adjusted: number | null };

export type Selected = {
  readonly world: string;
  readonly premise: string;
  readonly task: string;
  readonly runs: number;
  /** Share of AI authors among the runs whose first steps are all right. */
  readonly right: readonly Point[];
  /** Mean P(author is an AI | kept text) over all runs. */
  readonly unselected: readonly Point[];
};

/** What was drawn in one run, as ids of each step; its author drawn from the posterior of the whole text, which makes pairs of author and text as the world does. */
type Run = { readonly steps: readonly (readonly number[])[]; readonly isAi: boolean; readonly posteriors: readonly number[] };

export async function measureSelected(chains: readonly Chain[], runs: number, seed: number, signal: AbortSignal): Promise<Selected[]> {
  const found: Selected[] = [];
  for (const [i, chain] of chains.entries()) found.push(await measureChain(chain, runs, deriveSeed(seed, i), signal));
  return adjust(found);
}

/** Ids of whole runs: `tokensOfStep` a step, drawn by the predictor's own `sample`, each step behind its task header. */
export async function drawRuns(predictor: Predictor, { premise, task, steps }: Chain, runs: number, seed: number, signal: AbortSignal): Promise<number[][][]> {
  const [opening = [], header = []] = await predictor.tokenize([premise, task]);
  const drawn = Array.from({ length: runs }, (): number[][] => []);
  for (let step = 0; step < steps; step++) {
    const requests = drawn.map((run, i) => ({ context: [bosToken, ...opening, ...run.flatMap((ids) => [...header, ...ids]), ...header], maxTokens: tokensOfStep, seed: deriveSeed(deriveSeed(seed, step), i) }));
    for (const run of drawn) run.push([]);
    for await (const event of predictor.sample(requests, { signal })) {
      if (event.kind === "refused") throw event.error;
      if (event.kind === "token") drawn[event.request]?.[step]?.push(event.token.token);
    }
  }
  return drawn;
}

async function measureChain(chain: Chain, runs: number, seed: number, signal: AbortSignal): Promise<Selected> {
  await using predictor = createWorldPredictor({ world: chain.world });
  const exact = createExactWorld(chain.world);
  const random = createRandom(deriveSeed(seed, 1));
  const [header = []] = await predictor.tokenize([chain.task]);
  const all = (await drawRuns(predictor, chain, runs, deriveSeed(seed, 0), signal)).map((steps): Run => {
    const posteriors = posteriorsOf(exact, chain.premise, header, steps);
    return { steps, posteriors, isAi: random.uniform() < (posteriors.at(-1) as number) };
  });
  const counts = Array.from({ length: chain.steps }, (_, i) => i + 1);
  // The first task header belongs to what is given: behind a date alone it says that no author is named, and that is evidence.
  const { world, premise, task } = chain;
  const means = createRandom(deriveSeed(seed, 2));
  return {
    world: world.id, premise, task, runs,
    right: counts.map((at) => judgeRight(exact, chain, all, at)),
    unselected: counts.map((at) => judgeMean(exact.posterior({ premise: premise + task }).authorIsAi, all.map(({ posteriors }) => posteriors[at - 1] as number), at, means)),
  };
}

function posteriorsOf(exact: ExactWorld, premise: string, header: readonly number[], steps: readonly (readonly number[])[]): number[] {
  return steps.map((_, i) => exact.posterior({ premise, text: steps.slice(0, i + 1).flatMap((ids) => [...header, ...ids]) }).authorIsAi);
}

function judgeRight(exact: ExactWorld, { world, premise, task }: Chain, runs: readonly Run[], at: number): Point {
  const [right] = exact.vocabulary.tokenize(rightWord);
  const chosen = runs.filter(({ steps }) => steps.slice(0, at).every(([first]) => first === right));
  const ai = chosen.filter(({ isAi }) => isAi).length;
  const closed = aiGivenRight(authorsUnder(exact, premise + task), [{ difficulty: world.tasks[task] ?? world.difficulty, steps: at }]);
  const tail = Math.min(binomialCdf(ai, chosen.length, closed), 1 - binomialCdf(ai - 1, chosen.length, closed));
  return { at, closed, measured: clopperPearson(ai, chosen.length), p: chosen.length === 0 ? null : Math.min(1, 2 * tail), adjusted: null };
}

/** Thousands of bounded values: their mean is as good as normal. */
function judgeMean(closed: number, values: readonly number[], at: number, random: Random): Point {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const error = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length);
  const p = error > 0 ? 2 * normalCdf(-Math.abs(mean - closed) / error) : null;
  return { at, closed, measured: estimateMean(values, random, { interval: "percentile", resamples: 1000 }), p, adjusted: null };
}

function adjust(found: readonly Selected[]): Selected[] {
  const points = found.flatMap(({ right, unselected }) => [...right, ...unselected]).filter(({ p }) => p !== null);
  const adjusted = adjustHolm(points.map(({ p }) => p as number));
  const of = new Map(points.map((point, i) => [point, adjusted[i] as number]));
  const fill = (list: readonly Point[]): Point[] => list.map((point) => ({ ...point, adjusted: of.get(point) ?? null }));
  return found.map((each) => ({ ...each, right: fill(each.right), unselected: fill(each.unselected) }));
}
