/** @module Part `unselected`: where nothing is chosen by what it says, the mean posterior stays at the prior; under the human alone it falls and the mean ratio stays 1. */
import { createSampler, drawOutcome, drawRun, ratioTable } from "../../../src/predictor/world/steps/runs.ts";
import type { ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { createStepLaw, findVoice, type Pair, type StepLaw, voiceWeights } from "../../../src/predictor/world/steps/step-law.ts";
import type { CannotMeasure, Estimate } from "../../../src/protocol/results.ts";
import { createRandom, deriveSeed, type Random } from "../../../src/random/seeded.ts";
import { estimateMean } from "../../../src/stats/estimate.ts";
import { normalQuantile } from "../../../src/stats/normal.ts";
import { measuredRatio } from "./native.ts";
import { toProbability } from "../../../src/stats/log-space.ts";
import type { ScoredText } from "./texts.ts";

/** After `at` steps (or tokens): a mean with its interval, and what the closed form says it is (null: it says only that it falls). */
export type Point = { readonly at: number; readonly mean: Estimate | CannotMeasure; readonly expected: number | null };

export type Unselected = {
  readonly steps: readonly number[];
  readonly premise: string;
  readonly pair: { readonly human: string; readonly contrast: string };
  /** Author drawn from the prior under the premise: mean P(author is an AI), mean P(AI exists). */
  readonly authorIsAi: readonly Point[];
  readonly aiInWorld: readonly Point[];
  /** All by the human, posterior at prior 1/2; and the mean likelihood ratio, whose interval takes the exact variance. */
  readonly underHuman: readonly Point[];
  readonly ratio: readonly Point[];
  /** Texts that the predictor's `sample` drew from the mixture of premise and contrasts, read by its own `score`; by tokens. */
  readonly native: readonly Point[];
};

export const steps = [1, 2, 5, 10, 20, 30, 40, 50] as const;
const premise = "[2020][expert]";
const pair = { human: "expert+", contrast: "expert-imitator" } as const;

export function measureUnselected(exact: ExactWorld, texts: readonly ScoredText[], runs: number, seed: number): Unselected {
  const law = createStepLaw(exact, "[plain]");
  const prior = exact.posterior({ premise });
  const mixed = followMixture(law, voiceWeights(law, exact, premise), runs, createRandom(deriveSeed(seed, 0)));
  const rows = { human: law.probabilities[findVoice(law, pair.human)] as Float64Array, contrast: law.probabilities[findVoice(law, pair.contrast)] as Float64Array };
  const ratios = followHuman(rows, runs, createRandom(deriveSeed(seed, 1)));
  const random = createRandom(deriveSeed(seed, 2));
  const toPoints = (columns: readonly number[][], expected: number | null): Point[] => columns.map((values, i) => ({ at: steps[i] as number, mean: meanOf(values, random), expected }));
  return {
    steps, premise, pair,
    authorIsAi: toPoints(mixed.authorIsAi, prior.authorIsAi),
    aiInWorld: toPoints(mixed.aiInWorld, prior.aiInWorld),
    underHuman: toPoints(ratios.map((column) => column.map(toProbability)), null),
    ratio: ratios.map((column, i) => ({ at: steps[i] as number, mean: meanRatio(column, ratioVariance(rows, steps[i] as number), random.seed), expected: 1 })),
    native: [1, 4, 8, 16, 32, 64].map((at) => ({ at, expected: 0.5, mean: meanOf(texts.filter(({ origin }) => origin === "mixture").map((text) => toProbability(measuredRatio(text, at))), random) })),
  };
}

/** Var(likelihood ratio) after `at` independent steps, exactly: (sum c^2 / h)^at - 1. */
export function ratioVariance({ human, contrast }: Pair, at: number): number {
  return human.reduce((sum, h, outcome) => sum + (contrast[outcome] as number) ** 2 / h, 0) ** at - 1;
}

/** Posteriors of runs whose voice is drawn from the prior, in the columns of `steps`. */
function followMixture({ voices, probabilities, logprobs }: StepLaw, weights: Float64Array, runs: number, random: Random): { authorIsAi: number[][]; aiInWorld: number[][] } {
  const samplers = probabilities.map(createSampler);
  const prior = createSampler(weights);
  const columns = { authorIsAi: steps.map((): number[] => []), aiInWorld: steps.map((): number[] => []) };
  const outcomes = new Uint16Array(steps.at(-1) as number);
  for (let run = 0; run < runs; run++) {
    drawRun(samplers, { steps: outcomes.length, author: drawOutcome(prior, random), switchAt: null, after: 0 }, random, outcomes);
    const joint = weights.map(Math.log);
    for (let step = 0; step <= outcomes.length; step++) {
      const column = (steps as readonly number[]).indexOf(step);
      if (column >= 0) {
        const posterior = normalised(joint);
        columns.authorIsAi[column]?.push(voices.reduce((sum, { author }, i) => sum + (author.kind === "ai" ? (posterior[i] as number) : 0), 0));
        columns.aiInWorld[column]?.push(voices.reduce((sum, { aiExists }, i) => sum + (aiExists ? (posterior[i] as number) : 0), 0));
      }
      if (step < outcomes.length) logprobs.forEach((row, voice) => (joint[voice]! += row[outcomes[step] as number] as number));
    }
  }
  return columns;
}

/** Log ratios in nats of runs by the human, in the columns of `steps`. */
function followHuman(rows: Pair, runs: number, random: Random): number[][] {
  const [table, sampler] = [ratioTable(rows), createSampler(rows.human)];
  const columns = steps.map((): number[] => []);
  for (let run = 0; run < runs; run++) {
    let sum = 0;
    for (let step = 0; step <= (steps.at(-1) as number); step++) {
      columns[(steps as readonly number[]).indexOf(step)]?.push(sum);
      sum += table[drawOutcome(sampler, random)] as number;
    }
  }
  return columns;
}

/** With a percentile interval: the jackknife of BCa would take hours at this n and change nothing. */
function meanOf(values: readonly number[], random: Random): Estimate | CannotMeasure {
  return estimateMean(values, random, { interval: "percentile", resamples: 1000 });
}

function meanRatio(logRatios: readonly number[], variance: number, seed: number): Estimate {
  const value = logRatios.reduce((sum, ratio) => sum + Math.exp(ratio), 0) / logRatios.length;
  const half = normalQuantile(0.975) * Math.sqrt(variance / logRatios.length);
  return { value, n: logRatios.length, interval: [value - half, value + half], level: 0.95, method: "normal-exact-variance", seed };
}

function normalised(logs: Float64Array): Float64Array {
  const most = logs.reduce((max, value) => Math.max(max, value), -Infinity);
  const weights = logs.map((value) => Math.exp(value - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
