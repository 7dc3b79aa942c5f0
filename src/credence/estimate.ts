/** @module A credence from its parts: prior, native ratio or calibrated free channels, or the reason why it can't be measured. */
import { type CannotMeasure, cannotMeasure, type Credence, isCannotMeasure } from "../protocol/results.ts";
import { applyMap, intervalAt } from "./calibration/choose-map.ts";
import { linearLogOdds } from "./calibration/cross-fit.ts";
import type { BucketCalibration, Calibration } from "./calibration/schema.ts";
import { distanceFeatures, isSupported } from "./calibration/support.ts";
import { type Features, featuresOf, type FreeChannel } from "./channels/features.ts";
import type { TextReading } from "./channels/reading.ts";
import { bucketOf } from "./lengths.ts";
import { toPosterior } from "./monitor/posterior.ts";
import { type NativeEvidence, rangeWithoutOne, ratioOf } from "./native/evidence.ts";

/** A gate acts on nothing that tells the two kinds apart no better than this. */
export const leastAuroc = 0.6;

/** A ratio that no map was fitted to holds for any drawn text; what lies this many times beyond the calibration's texts was hardly drawn. */
const exactReach = 2;

export type CredenceInput = {
  /** Of this model, question and sampler; null where there is none. */
  readonly calibration: Calibration | null;
  readonly prior: number;
  readonly reading: TextReading;
  /** Native sums over all text drawn so far, of the question's contrasts; null where no second pass was made. */
  readonly evidence: NativeEvidence | null;
  /** The second pass alone may answer: an audit of what free channels decided is none by them. */
  readonly nativeOnly?: boolean;
};

type Ratio = { readonly logRatio: number; readonly interval: readonly [number, number]; readonly channels: Readonly<Record<string, number>> };

/**
 * P(yes | text) in the calibration's mode.
 * @returns `cannot-measure/no-calibration`, `length-not-calibrated`, `too-few-tokens`, `not-finite`, `unlike-calibration` or `at-chance`.
 */
export function estimateCredence({ calibration, prior, reading, evidence, nativeOnly = false }: CredenceInput): Credence {
  if (calibration === null) return cannotMeasure("cannot-measure/no-calibration");
  const tokens = evidence?.tokens ?? reading.logprob.length;
  const name = bucketOf(tokens);
  if (name === null) return cannotMeasure("cannot-measure/too-few-tokens");
  const bucket = calibration.buckets[name];
  if (bucket === undefined) return cannotMeasure("cannot-measure/length-not-calibrated");
  const features = featuresOf(reading, reading.logprob.length);
  if (isCannotMeasure(features)) return features;
  const reach = evidence !== null && bucket.native?.mapped === null ? exactReach : 1;
  if (!isSupported(bucket.support, distanceFeatures(features), reach)) return cannotMeasure("cannot-measure/unlike-calibration");
  const native = evidence !== null && bucket.native !== null ? { evidence, calibration: bucket.native } : null;
  if (native === null && nativeOnly) return cannotMeasure("cannot-measure/no-calibration");
  const ratio = native === null ? freeRatio(bucket, features) : nativeRatio(native.calibration, native.evidence);
  if (isCannotMeasure(ratio)) return ratio;
  const { value, logOdds } = toPosterior(ratio.logRatio, prior);
  const interval = [toPosterior(ratio.interval[0], prior).value, toPosterior(ratio.interval[1], prior).value] as const;
  return { kind: "measured", mode: calibration.mode, value, logOdds, interval, prior, channels: ratio.channels, calibrationId: calibration.id, n: tokens };
}

/** Exact where the sampler was plain; the interval is what leaving out any one contrast makes of it. */
function nativeRatio({ auroc, mapped }: NonNullable<BucketCalibration["native"]>, evidence: NativeEvidence): Ratio | CannotMeasure {
  if (auroc.interval[0] <= leastAuroc) return cannotMeasure("cannot-measure/at-chance");
  const ratio = ratioOf(evidence);
  if (isCannotMeasure(ratio)) return ratio;
  if (mapped !== null) {
    const logRatio = applyMap(mapped.calibrator, ratio.logRatio);
    return { logRatio, interval: intervalAt(mapped.reliability, mapped.calibrator, ratio.logRatio, logRatio), channels: { native: ratio.logRatio, map: logRatio - ratio.logRatio } };
  }
  const [low, high] = rangeWithoutOne(evidence) ?? [ratio.logRatio, ratio.logRatio];
  return { logRatio: ratio.logRatio, interval: [Math.min(low, ratio.logRatio), Math.max(high, ratio.logRatio)], channels: { native: ratio.logRatio } };
}

/** Each channel's part of the stack, and `map`: what stack and map add to their sum. */
function freeRatio({ channels, fused }: BucketCalibration, features: Features): Ratio | CannotMeasure {
  if (fused === null || fused.auroc.interval[0] <= leastAuroc) return cannotMeasure("cannot-measure/at-chance");
  const own = fused.channels.map((name) => {
    const channel = channels[name];
    const row = features[name as FreeChannel];
    return channel === undefined || row === null || row.length !== channel.fit.weights.length ? NaN : linearLogOdds(channel.fit, row);
  });
  const score = linearLogOdds(fused.stack, own);
  if (!Number.isFinite(score)) return cannotMeasure("cannot-measure/not-finite");
  const logRatio = applyMap(fused.calibrator, score);
  const parts = Object.fromEntries(fused.channels.map((name, i) => [name, (fused.stack.weights[i] ?? NaN) * (own[i] as number)]));
  const map = logRatio - Object.values(parts).reduce((sum, part) => sum + part, 0);
  return { logRatio, interval: intervalAt(fused.reliability, fused.calibrator, score, logRatio), channels: { ...parts, map } };
}
