/** @module Part `noisy`: does the 95 % interval of a noisy predictor's posterior hold the closed form? */
import { drawNormal } from "../../../src/predictor/world/steps/runs.ts";
import type { CannotMeasure, Estimate } from "../../../src/protocol/results.ts";
import { createRandom, deriveSeed, type Random } from "../../../src/random/seeded.ts";
import { estimateProportion } from "../../../src/stats/estimate.ts";
import { softmax } from "../../../src/stats/log-space.ts";
import { normalQuantile } from "../../../src/stats/normal.ts";
import { nativeRatio } from "./native.ts";
import { toProbability } from "../../../src/stats/log-space.ts";
import type { ScoredText } from "./texts.ts";

export const noiseLaws = ["normal", "laplace", "uniform"] as const;
export type NoiseLaw = (typeof noiseLaws)[number];

/** `deviation`: of each token's log-probability, in nats. `estimated`: the variance is found from texts scored twice, in place of known. */
export type NoiseSetting = { readonly law: NoiseLaw; readonly deviation: number; readonly estimated: boolean };

export type Coverage = NoiseSetting & {
  /** Share of texts whose interval holds the closed form. */
  readonly coverage: Estimate | CannotMeasure;
  /** Mean width of the interval, as a probability. */
  readonly width: number;
};

export const noiseSettings: readonly NoiseSetting[] = [
  ...noiseLaws.flatMap((law) => [0.02, 0.1, 0.2].map((deviation) => ({ law, deviation, estimated: false }))),
  ...[0.02, 0.1, 0.2].map((deviation) => ({ law: "normal" as const, deviation, estimated: true })),
];

/** Texts that the variance is estimated from where it is not known; no text is in both sets. */
const calibrationTexts = 50;

/**
 * The interval of the log odds: value +- z sqrt(T v (1 + sum r_k^2)), with T tokens, v the variance of one token's noise and r_k each
 * contrast's share of the mean; the human premise's noise enters once, each contrast's with its share (delta method). v is known, or half
 * the mean squared difference of two scores of the same token. `closed`: each text's log ratio in closed form, in nats.
 */
export function measureCoverage(texts: readonly ScoredText[], closed: readonly number[], setting: NoiseSetting, seed: number): Coverage {
  const random = createRandom(deriveSeed(seed, noiseSettings.findIndex((each) => each.law === setting.law && each.deviation === setting.deviation && each.estimated === setting.estimated)));
  const variance = setting.estimated ? estimateVariance(texts.slice(0, calibrationTexts), setting, random) : setting.deviation ** 2;
  const rows = texts.slice(calibrationTexts).map(({ logprobs, ids }, i) => {
    const noisy = logprobs.map((row) => row.reduce((sum, logprob) => sum + logprob + drawNoise(setting, random), 0));
    const [low, high] = intervalOf(noisy, ids.length, variance);
    const truth = closed[calibrationTexts + i] as number;
    return { holds: low <= truth && truth <= high, width: toProbability(high) - toProbability(low) };
  });
  return { ...setting, coverage: estimateProportion(rows.filter(({ holds }) => holds).length, rows.length), width: rows.reduce((sum, { width }) => sum + width, 0) / rows.length };
}

/** Of the log odds at prior 1/2, in nats. */
export function intervalOf(sums: readonly number[], tokens: number, variance: number): [number, number] {
  const shares = softmax(sums.slice(1));
  const half = normalQuantile(0.975) * Math.sqrt(tokens * variance * (1 + shares.reduce((sum, share) => sum + share ** 2, 0)));
  const value = nativeRatio(sums);
  return [value - half, value + half];
}

function estimateVariance(texts: readonly ScoredText[], setting: NoiseSetting, random: Random): number {
  const differences = texts.flatMap(({ logprobs }) => logprobs.flatMap((row) => [...row].map((logprob) => logprob + drawNoise(setting, random) - (logprob + drawNoise(setting, random)))));
  return differences.reduce((sum, difference) => sum + difference ** 2, 0) / (2 * differences.length);
}

/** Mean 0, the setting's standard deviation; Laplace and uniform by inversion. */
export function drawNoise({ law, deviation }: NoiseSetting, random: Random): number {
  if (law === "normal") return deviation * drawNormal(random);
  const centred = random.uniform() - 0.5;
  if (law === "uniform") return deviation * Math.sqrt(12) * centred;
  return (-Math.sign(centred) * deviation * Math.log1p(-2 * Math.abs(centred))) / Math.SQRT2;
}
