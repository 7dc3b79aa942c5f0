/** @module Watches a chain of drafts in one document: each draft is scored after the contrasts with all that stands before it, and credences are read of any sum of drafts. */
import type { CallOptions, Predictor, ScoreOutcome, Sampling } from "../predictor/predictor.ts";
import type { Premise } from "../premises/schema.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { noCost } from "../protocol/cost.ts";
import { cannotMeasure, type Cost, type Credence, type Credences } from "../protocol/results.ts";
import { type Calibrations, findCalibration, toSampler } from "./calibration/load.ts";
import { plainSampler } from "./calibration/schema.ts";
import type { TokenReadings } from "./channels/reading.ts";
import { estimateCredence } from "./estimate.ts";
import type { WatchedDocuments } from "./native/documents.ts";
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
      const outcomes = await predictor.score(documents.contrasts.map(({ tokens }) => ({ context: [...tokens, ...draft.before], continuation: draft.tokens, goesOn: true })), options);
      const contrasts = documents.contrasts.map(({ id }, i) => [id, scoresOf(outcomes[i])] as const);
      const evidence = addScores(noEvidence(documents.contrasts.map(({ id }) => id)), { human: draft.logprobs, contrasts: Object.fromEntries(contrasts) });
      return { evidence, cost: costOf(outcomes, draft.tokens.length) };
    },
    read: (evidence, reading) => ({ authorIsAi: read("authorIsAi", evidence, reading), aiInWorld: read("aiInWorld", evidence, reading) }),
  };
}

/** Of two parts of a chain together; of a part without evidence nothing is known, so neither of the whole. */
export function joinEvidence(a: NativeEvidence | null, b: NativeEvidence | null): NativeEvidence | null {
  if (a === null || b === null) return null;
  return { tokens: a.tokens + b.tokens, human: a.human + b.human, contrasts: Object.fromEntries(Object.entries(a.contrasts).map(([id, sum]) => [id, sum + (b.contrasts[id] ?? NaN)])) };
}

function scoresOf(outcome: ScoreOutcome | undefined): number[] {
  if (outcome === undefined) throw new PremiseError("internal", { problem: "the predictor gave fewer outcomes than requests" });
  if (!outcome.ok) throw outcome.error;
  return outcome.tokens.map(({ logprob }) => logprob ?? NaN);
}

function costOf(outcomes: readonly ScoreOutcome[], length: number): Cost {
  const scored = outcomes.filter((outcome) => outcome.ok);
  const total = (count: (outcome: (typeof scored)[number]) => number): number => scored.reduce((sum, outcome) => sum + count(outcome), 0);
  return { ...noCost, promptTokens: total(({ promptTokens }) => promptTokens), cachedTokens: total(({ cachedTokens }) => cachedTokens), scoredTokens: length * scored.length, calls: 1 };
}
