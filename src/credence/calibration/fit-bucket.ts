/** @module Fits what one bucket of lengths needs: the channels' probes, their stack, its map, and which of them see anything. */
import { type CannotMeasure, cannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import { estimateAuroc } from "../../stats/ranking/auroc.ts";
import { type FreeChannel, freeChannels } from "../channels/features.ts";
import { chooseMap } from "./choose-map.ts";
import { type CrossFit, crossFit, type Row } from "./cross-fit.ts";
import type { Example } from "./examples.ts";
import { crossFitLeastSquares } from "./least-squares.ts";
import type { BucketCalibration, LinearFit } from "./schema.ts";
import { distanceFeatures, fitSupport } from "./support.ts";

/** Fewer texts of either kind calibrate nothing. */
export const leastTexts = 50;

export type FitOptions = {
  /** How the hidden channel's probe is fitted; default `logistic`, which learns soft targets as they are. */
  readonly hidden?: "logistic" | "least-squares";
  /** Places of the features that may weigh, by channel; default all. */
  readonly columns?: Partial<Record<FreeChannel, readonly number[]>>;
};

/** Held-out log likelihood ratios of the free channels together, beside their examples: for reports. */
export type BucketFit = { readonly calibration: BucketCalibration; readonly examples: readonly Example[]; readonly heldOut: Readonly<Record<string, readonly number[]>> };

/**
 * `mapsNative`: whether the raw native ratio needs a map (any sampler but the plain one).
 * @returns `cannot-measure/too-few` below 50 texts of either kind.
 */
export function fitBucket(examples: readonly Example[], mapsNative: boolean, options: FitOptions = {}): BucketFit | CannotMeasure {
  const texts = firstCuts(examples);
  const positives = texts.filter(({ label }) => label).length;
  if (Math.min(positives, texts.length - positives) < leastTexts) return cannotMeasure("cannot-measure/too-few");
  const weights = weigh(examples);
  const fits = freeChannels.flatMap((name) => fitChannel(name, examples, weights, options));
  const heldOut: Record<string, readonly number[]> = Object.fromEntries(fits.map(({ name, fit }) => [name, fit.heldOut]));
  const channels = Object.fromEntries(fits.map(({ name, fit, auroc }) => [name, { fit: fit.fit, auroc, used: auroc.interval[0] > 0.5 }]));
  const used = fits.filter(({ auroc }) => auroc.interval[0] > 0.5);
  const fused = fuse(used, examples, weights);
  if (fused !== null) heldOut["fused"] = fused.heldOut;
  const native = fitNative(texts, mapsNative);
  const calibration = { positives, negatives: texts.length - positives, support: fitSupport(examples.map(({ features }) => distanceFeatures(features))), native, channels, fused: fused?.fused ?? null };
  return { calibration, examples, heldOut };
}

type ChannelFit = { readonly name: FreeChannel; readonly fit: CrossFit; readonly auroc: Estimate };

function fitChannel(name: FreeChannel, examples: readonly Example[], weights: readonly number[], { hidden = "logistic", columns = {} }: FitOptions): ChannelFit[] {
  const places = columns[name];
  const rows = examples.map(({ features, target, fold }, i): Row | null => {
    const own = features[name];
    return own === null ? null : { features: places === undefined ? own : places.map((place) => own[place] as number), target, fold, weight: weights[i] as number };
  });
  if (!rows.every((row) => row !== null)) return [];
  const fit = name === "hidden" && hidden === "least-squares" ? crossFitLeastSquares(rows) : crossFit(rows);
  if (isCannotMeasure(fit)) return [];
  const auroc = aurocOf(examples, fit.heldOut);
  if (isCannotMeasure(auroc)) return [];
  return [{ name, auroc, fit: places === undefined ? fit : { ...fit, fit: spreadOver(fit.fit, places, examples[0]?.features[name]?.length ?? 0) } }];
}

/** Weights at their features' places among `width`, 0 elsewhere. */
function spreadOver({ intercept, weights }: LinearFit, places: readonly number[], width: number): LinearFit {
  return { intercept, weights: Array.from({ length: width }, (_, j) => weights[places.indexOf(j)] ?? 0) };
}

/** The stack learns the same targets from held-out log-odds; its own are held out by fold once more. */
function fuse(used: readonly ChannelFit[], examples: readonly Example[], weights: readonly number[]): { readonly fused: NonNullable<BucketCalibration["fused"]>; readonly heldOut: readonly number[] } | null {
  if (used.length === 0) return null;
  const rows = examples.map(({ target, fold }, i): Row => ({ features: used.map(({ fit }) => fit.heldOut[i] as number), target, fold, weight: weights[i] as number }));
  const stack = crossFit(rows, [1, 10]);
  if (isCannotMeasure(stack)) return null;
  const auroc = aurocOf(examples, stack.heldOut);
  const map = chooseMap(examples.flatMap(({ label, fold }, i) => (isFirstCut(examples, i) ? [{ score: stack.heldOut[i] as number, label, fold }] : [])));
  if (isCannotMeasure(auroc) || isCannotMeasure(map)) return null;
  return { fused: { stack: stack.fit, channels: used.map(({ name }) => name), calibrator: map.calibrator, reliability: map.reliability, auroc }, heldOut: stack.heldOut };
}

function fitNative(texts: readonly Example[], maps: boolean): BucketCalibration["native"] {
  const rows = texts.flatMap(({ native, label, fold }) => (native === null ? [] : [{ score: native, label, fold }]));
  if (rows.length < texts.length) return null;
  const auroc = estimateAuroc(rows.filter(({ label }) => label).map(({ score }) => score), rows.filter(({ label }) => !label).map(({ score }) => score));
  if (isCannotMeasure(auroc)) return null;
  if (!maps) return { auroc, mapped: null };
  const map = chooseMap(rows);
  return isCannotMeasure(map) ? null : { auroc, mapped: { calibrator: map.calibrator, reliability: map.reliability } };
}

/** Against the label, on one cut a text. */
function aurocOf(examples: readonly Example[], scores: readonly number[]): Estimate | CannotMeasure {
  const of = (label: boolean): number[] => examples.flatMap((example, i) => (example.label === label && isFirstCut(examples, i) ? [scores[i] as number] : []));
  return estimateAuroc(of(true), of(false));
}

function firstCuts(examples: readonly Example[]): Example[] {
  return examples.filter((_, i) => isFirstCut(examples, i));
}

/** Cuts of a text follow each other, shortest first. */
function isFirstCut(examples: readonly Example[], index: number): boolean {
  return examples[index - 1]?.text !== examples[index]?.text;
}

/** Both kinds weigh the same in sum, and so do all texts of a kind. */
function weigh(examples: readonly Example[]): number[] {
  const cuts = new Map<string, number>();
  for (const { text } of examples) cuts.set(text, (cuts.get(text) ?? 0) + 1);
  const texts = firstCuts(examples);
  const positives = texts.filter(({ label }) => label).length;
  return examples.map(({ text, label }) => texts.length / (2 * (label ? positives : texts.length - positives) * (cuts.get(text) ?? 1)));
}
