/** @module Watches a chain of drafts in one document: each draft is scored after the contrasts with all that stands before it, and credences are read of any sum of drafts. */
import type { CallOptions, Predictor, Sampling, Scored } from "../predictor/predictor.ts";
import type { Premise } from "../premises/schema.ts";
import { noCost } from "../protocol/cost.ts";
import { cannotMeasure, type Cost, type Credence, type Credences } from "../protocol/results.ts";
import { costOfCall, requireScored } from "../score/scored.ts";
import { type Calibrations, findCalibration, toSampler } from "./calibration/load.ts";
import { plainSampler } from "./calibration/schema.ts";
import type { TokenReadings } from "./channels/reading.ts";
import { estimateCredence } from "./estimate.ts";
import { logprobsOf, type WatchedDocuments } from "./native/documents.ts";
import { addScores, type NativeEvidence, noEvidence, restrictTo } from "./native/evidence.ts";
import { priorOf, type PriorQuestion } from "./prior/prior.ts";

/** Ids as they were drawn, their log-probabilities in nats after the human document, and all ids between the document's opening and them. */
export type ChainDraft = { readonly before: readonly number[]; readonly tokens: readonly number[]; readonly logprobs: readonly number[] };

/** `evidence`: sums in nats over this draft alone; null where nothing is calibrated, so that no second pass is made. */
export type WeighedDraft = { readonly evidence: NativeEvidence | null; readonly cost: Cost };

/** What a chain of thought is watched by. Every judgement is a function of recorded numbers, so that a run which is read back comes to the same. */
export interface ChainWatch {
  readonly isCalibrated: boolean;
  /** After how many documents each drawn token is scored once more. */
  readonly passes: number;
  /** Tokens of the longest of these documents; 0 without any. */
  readonly longest: number;
  /** One call of the predictor. @throws PremiseError its first refusal. */
  weigh(draft: ChainDraft, options?: CallOptions): Promise<WeighedDraft>;
  /** Of drafts taken together: their summed evidence, and the statistics of their tokens one after another. */
  read(evidence: NativeEvidence | null, reading: TokenReadings): Credences;
}

export type ChainWatchSetting = {
  readonly predictor: Predictor;
  readonly premise: Premise;
  readonly documents: WatchedDocuments;
  readonly sampling: Sampling;
  readonly calibrations: Calibrations;
  /** Replace the premise's own. */
  readonly priors?: Partial<Record<PriorQuestion, number>> | undefined;
  /** `always`: the second pass is made for a model without calibration too, and kept as raw sums. Default `calibrated`. */
  readonly evidence?: "calibrated" | "always" | undefined;
};

export function createChainWatch(setting: ChainWatchSetting): ChainWatch {
  const { predictor, premise, documents, sampling, calibrations, priors } = setting;
  const find = (question: PriorQuestion, sampler = toSampler(sampling)) => findCalibration(calibrations, predictor.info, { mode: "sampled", question, sampler });
  const found = { authorIsAi: find("authorIsAi"), aiInWorld: find("aiInWorld") };
  const isCalibrated = Object.values(found).some((each) => each !== null);
  const passes = isCalibrated || setting.evidence === "always" ? documents.contrasts.length : 0;
  const read = (question: PriorQuestion, evidence: NativeEvidence | null, reading: TokenReadings): Credence => {
    const calibration = found[question];
    if (calibration === null) return cannotMeasure(find(question, plainSampler) === null ? "cannot-measure/no-calibration" : "cannot-measure/not-plain-sampling");
    if (reading.logprob.length === 0) return cannotMeasure("cannot-measure/nothing-drawn");
    const ids = documents.contrasts.filter((contrast) => contrast.question === question).map(({ id }) => id);
    const prior = priors?.[question] ?? priorOf(premise, question).value;
    return estimateCredence({ calibration, prior, reading: { ...reading, hidden: [] }, evidence: evidence === null ? null : restrictTo(evidence, ids) });
  };
  return {
    isCalibrated,
    passes,
    longest: passes === 0 ? 0 : Math.max(...documents.contrasts.map(({ tokens }) => tokens.length)),
    weigh: async (draft, options) => {
      if (draft.tokens.length === 0 || passes === 0) return { evidence: null, cost: noCost };
      const requests = documents.contrasts.map(({ tokens }) => ({ context: [...tokens, ...draft.before], continuation: draft.tokens, goesOn: true }));
      const scored = requireScored(await predictor.score(requests, options), requests.length);
      const contrasts = documents.contrasts.map(({ id }, i) => [id, logprobsOf(scored[i] as Scored)] as const);
      const evidence = addScores(noEvidence(documents.contrasts.map(({ id }) => id)), { human: draft.logprobs, contrasts: Object.fromEntries(contrasts) });
      return { evidence, cost: costOfCall(scored) };
    },
    read: (evidence, reading) => ({ authorIsAi: read("authorIsAi", evidence, reading), aiInWorld: read("aiInWorld", evidence, reading) }),
  };
}
