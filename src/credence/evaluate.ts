/** @module How good credences are against known authors: ranking, calibration, and how many could not be measured. */
import { cannotMeasure, type CannotMeasure, type Credence, type Estimate, isCannotMeasure } from "../protocol/results.ts";
import { createRandom, deriveSeed } from "../random/seeded.ts";
import { bootstrapClusterMean } from "../stats/bootstrap.ts";
import { estimateCalibrationError } from "../stats/calibration/calibration-error.ts";
import { estimateProportion } from "../stats/estimate.ts";
import { estimateAuroc } from "../stats/ranking/auroc.ts";
import { estimateClusterAuroc } from "../stats/ranking/cluster-auroc.ts";
import { estimateTprAtFpr } from "../stats/ranking/tpr-at-fpr.ts";
import { brierScoreBinary } from "../stats/scores.ts";

export type JudgedText = {
  readonly author: "human" | "ai";
  /** Texts of one group (a prompt) are not independent; null where each stands for itself. */
  readonly group: string | null;
  readonly credence: Credence;
};

type Measured = Estimate | CannotMeasure;

export type Evaluation = {
  readonly auroc: Measured;
  /** Mean of (p - outcome)^2. */
  readonly brier: Measured;
  /** Mean of -ln p of what is true, in nats. */
  readonly logLoss: Measured;
  /** Over equally filled bins, less its mean under right probabilities. */
  readonly ece: Measured;
  readonly tprAt1Fpr: Measured;
  readonly tprAt5Fpr: Measured;
  /** Share of texts whose credence is cannot-measure; all other figures are of the rest. */
  readonly notMeasured: Measured;
  /** How often each reason was given. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly texts: number;
  readonly measured: number;
};

/** Figures over the measured texts, at the prior that the credences were given. */
export function evaluateCredences(texts: readonly JudgedText[], seed: number): Evaluation {
  const measured = texts.flatMap(({ author, group, credence }, i) => (credence.kind === "measured" ? [{ isAi: author === "ai", cluster: group ?? `text ${i}`, value: credence.value, logOdds: credence.logOdds }] : []));
  const random = (part: number): ReturnType<typeof createRandom> => createRandom(deriveSeed(seed, part));
  const of = (isAi: boolean): number[] => measured.filter((each) => each.isAi === isAi).map(({ logOdds }) => logOdds);
  const clusters = measured.map(({ cluster }) => cluster);
  const isClustered = texts.some(({ group }) => group !== null);
  const reasons: Record<string, number> = {};
  for (const { credence } of texts) if (credence.kind === "cannot-measure") reasons[credence.reason] = (reasons[credence.reason] ?? 0) + 1;
  const error = measured.length === 0 ? cannotMeasure("cannot-measure/too-few") : estimateCalibrationError(measured.map(({ value }) => value), measured.map(({ isAi }) => isAi), random(0));
  return {
    auroc: isClustered ? estimateClusterAuroc(measured.map(({ logOdds, isAi, cluster }) => ({ score: logOdds, positive: isAi, cluster })), random(1)) : estimateAuroc(of(true), of(false)),
    brier: bootstrapClusterMean(measured.map(({ value, isAi }) => brierScoreBinary(value, isAi)), clusters, random(2)),
    logLoss: bootstrapClusterMean(measured.map(({ logOdds, isAi }) => Math.log1p(Math.exp(-Math.abs(logOdds))) + Math.max(0, isAi ? -logOdds : logOdds)), clusters, random(3)),
    ece: isCannotMeasure(error) ? error : error.absolute,
    tprAt1Fpr: estimateTprAtFpr(of(true), of(false), 0.01, random(4)),
    tprAt5Fpr: estimateTprAtFpr(of(true), of(false), 0.05, random(5)),
    notMeasured: estimateProportion(texts.length - measured.length, texts.length),
    reasons,
    texts: texts.length,
    measured: measured.length,
  };
}
