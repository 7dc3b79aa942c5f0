/** @module A calibration for tests: of any model's weights, every bucket, native channel as good as is said, every text supported. */
import { buckets } from "../../src/credence/lengths.ts";
import { type BucketCalibration, type Calibration, plainSampler } from "../../src/credence/calibration/schema.ts";
import type { PredictorInfo } from "../../src/predictor/predictor.ts";
import { contrastWordings } from "../../src/premises/contrast/wordings.ts";
import type { Estimate } from "../../src/protocol/results.ts";

export function estimateOf(value: number, low: number): Estimate {
  return { value, n: 200, interval: [low, Math.min(1, 2 * value - low)], level: 0.95, method: "made-up", seed: null };
}

export function makeCalibration(info: PredictorInfo, question: "authorIsAi" | "aiInWorld", { auroc = 0.9, supported = 1e9 } = {}): Calibration {
  const features = 8;
  const precision = Array.from({ length: features * features }, (_, i) => (i % (features + 1) === 0 ? 1 : 0));
  const bucket: BucketCalibration = {
    positives: 100, negatives: 100,
    support: { mean: Array.from({ length: features }, () => 0), precision, limit: supported },
    native: { auroc: estimateOf(auroc, auroc - 0.1), mapped: null },
    channels: {}, fused: null,
  };
  return {
    calibration: 1, id: `made-up-${question}`, model: { id: info.model, weights: info.fingerprint.weights, engine: info.fingerprint.engine },
    mode: "sampled", question, sampler: plainSampler, wordings: contrastWordings,
    data: { source: "made up", texts: 200, premises: ["student-essay"], folds: 5, split: "none", seed: 0, date: "2026-11-26" },
    buckets: Object.fromEntries(buckets.map((name) => [name, bucket])),
  };
}

export function makeCalibrations(info: PredictorInfo, options?: Parameters<typeof makeCalibration>[2]): Calibration[] {
  return [makeCalibration(info, "authorIsAi", options), makeCalibration(info, "aiInWorld", options)];
}
