/** @module Features of the free channels: what the pass that happens anyway tells of a text's first tokens. */
import { cannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import type { TextReading, TokenReadings } from "./reading.ts";

/** Channels that need no second pass. `hidden`: the mean state; `surprisal`: how likely tokens were, and how that varies; `curvature`: likelier than the model's own? */
export const freeChannels = ["hidden", "surprisal", "curvature"] as const;
export type FreeChannel = (typeof freeChannels)[number];

export type Features = Readonly<Record<FreeChannel, readonly number[] | Float32Array | null>>;

export const surprisalNames = [
  "mean log p", "mean entropy", "mean ln(1 + rank)", "likeliest", "among ten", "spread of log p", "spread of entropy", "log p beside the last",
  "beyond a hundred over entropy", "surprise above 5 nats", "spread of log p + entropy", "spread of log p over the expected", "log p over ln(1 + rank)", "curvature a token",
] as const;
export type SurprisalName = (typeof surprisalNames)[number];

/** Nats; a token less likely than e^-5 is one that few samplers draw. */
const rareFrom = 5;

/**
 * Features of the first `length` tokens; `hidden` is null where no state was read.
 * @returns `cannot-measure/not-finite` where a number is not finite, `too-few-tokens` below two tokens.
 */
export function featuresOf(reading: TextReading, length: number): Features | CannotMeasure {
  const first = takeFirst(reading, length);
  if (first.logprob.length < 2) return cannotMeasure("cannot-measure/too-few-tokens");
  // A whole text's mean also counts a first token that has no probability.
  const hidden = (length >= reading.logprob.length ? reading.hidden.at(-1) : reading.hidden.findLast((each) => each.length <= length))?.mean ?? null;
  const features = { hidden, surprisal: surprisalOf(first), curvature: [curvatureOf(first)] };
  const isFinite = [...(hidden ?? []), ...features.surprisal, ...features.curvature].every(Number.isFinite);
  return isFinite ? features : cannotMeasure("cannot-measure/not-finite");
}

function takeFirst({ logprob, entropy, variance, rank }: TokenReadings, length: number): TokenReadings {
  return { logprob: logprob.slice(0, length), entropy: entropy.slice(0, length), variance: variance.slice(0, length), rank: rank.slice(0, length) };
}

/**
 * Means and spreads over tokens, likelihoods in nats, none of which grows with the length. Burstiness is the spread and how a token's surprise
 * goes with the last one's. The last six tell how rare tokens are for what the model expected.
 */
function surprisalOf(readings: TokenReadings): number[] {
  const { logprob, entropy, variance, rank } = readings;
  const logRank = mean(rank.map((each) => Math.log1p(each)));
  // Law of total variance: of log p, had the model drawn each token.
  const expected = Math.sqrt(mean(variance) + spread(entropy) ** 2);
  return [
    mean(logprob),
    mean(entropy),
    logRank,
    mean(rank.map((each) => (each === 0 ? 1 : 0))),
    mean(rank.map((each) => (each < 10 ? 1 : 0))),
    spread(logprob),
    spread(entropy),
    autocorrelation(logprob),
    ratio(mean(rank.map((each) => (each >= 100 ? 1 : 0))), mean(entropy)),
    mean(logprob.map((each) => Math.max(0, -each - rareFrom))),
    spread(logprob.map((each, i) => each + (entropy[i] ?? NaN))),
    ratio(spread(logprob), expected),
    ratio(mean(logprob), logRank),
    curvatureOf(readings) / Math.sqrt(logprob.length),
  ];
}

/**
 * Conditional probability curvature, analytic: how much likelier the tokens were than tokens drawn from the model's own distributions, in standard deviations.
 * Source: Bao, Zhao, Teng, Yang & Zhang, Fast-DetectGPT, ICLR 2024, equation 6.
 */
export function curvatureOf({ logprob, entropy, variance }: TokenReadings): number {
  const excess = logprob.reduce((sum, each, i) => sum + each + (entropy[i] ?? NaN), 0);
  const total = variance.reduce((sum, each) => sum + each, 0);
  // A text that the model knows by heart has no variance left.
  return total > 0 ? excess / Math.sqrt(total) : excess === 0 ? 0 : NaN;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 0 of nothing: a text that the model knows by heart. */
function ratio(part: number, whole: number): number {
  return part === 0 && whole === 0 ? 0 : part / whole;
}

function spread(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** Of neighbours; 0 where nothing varies. */
function autocorrelation(values: readonly number[]): number {
  const centre = mean(values);
  const total = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const joint = values.slice(1).reduce((sum, value, i) => sum + (value - centre) * ((values[i] as number) - centre), 0);
  return total > 0 ? joint / total : 0;
}
