/** @module Watches what a run draws under a premise: evidence adds up over all drafts, refused ones too, and both credences are read at any time. */
import type { CallOptions, Predictor, SampledToken, Sampling } from "../predictor/predictor.ts";
import { deriveContrasts } from "../premises/contrast/contrast.ts";
import type { RenderForm, SlotTexts } from "../premises/render.ts";
import type { Premise } from "../premises/schema.ts";
import { type CannotMeasure, cannotMeasure, type Credence, type Credences } from "../protocol/results.ts";
import { type Calibrations, findCalibration, toSampler } from "./calibration/load.ts";
import { plainSampler } from "./calibration/schema.ts";
import { emptyReading, joinReadings } from "./channels/join.ts";
import { type TextReading, toReadings } from "./channels/reading.ts";
import { estimateCredence } from "./estimate.ts";
import { addScores, type NativeEvidence, noEvidence, restrictTo } from "./native/evidence.ts";
import { openDocuments, scoreTexts, type WatchedDocuments } from "./native/documents.ts";
import { priorOf, type PriorQuestion } from "./prior/prior.ts";

export const gateQuestions = ["authorIsAi", "aiInWorld"] as const;

/** A text as it was drawn: every token counts, the stop token too. */
export type DrawnText = { readonly tokens: readonly SampledToken[]; readonly meanHidden: Float32Array | null };

export type WatchSetting = {
  readonly predictor: Predictor;
  readonly premise: Premise;
  readonly slots: SlotTexts;
  readonly form: RenderForm;
  readonly sampling: Sampling;
  readonly calibrations: Calibrations;
  /** Replace the premise's own. */
  readonly priors?: Partial<Record<PriorQuestion, number>>;
};

export type Watch = {
  /** Whether drawing is worth a second pass: some credence of this model and sampler is calibrated. */
  readonly isCalibrated: boolean;
  /** Scores the texts after the contrasts, in one call. @returns tokens scored. @throws PremiseError the predictor's first refusal. */
  readonly add: (texts: readonly DrawnText[], options?: CallOptions) => Promise<number>;
  readonly read: () => Credences;
  /** Native sums so far, for a record. */
  readonly evidence: () => NativeEvidence | null;
};

/** Renders nothing and scores nothing for a model without calibration: each credence then says so. */
export function createWatch(setting: WatchSetting): Watch {
  const { predictor, premise, sampling, calibrations } = setting;
  const sampler = toSampler(sampling);
  const found = gateQuestions.map((question) => ({ question, calibration: findCalibration(calibrations, predictor.info, { mode: "sampled", question, sampler }) }));
  const isCalibrated = found.some(({ calibration }) => calibration !== null);
  let documents: WatchedDocuments | null = null;
  let evidence: NativeEvidence | null = null;
  let reading: TextReading = emptyReading;
  const readOne = (question: PriorQuestion): Credence => {
    const calibration = found.find((each) => each.question === question)?.calibration ?? null;
    if (calibration === null) return whyNone(setting, question);
    if (evidence === null) return cannotMeasure("cannot-measure/nothing-drawn");
    const ids = deriveContrasts(premise, { question, use: "measure" }).map(({ id }) => id);
    const prior = setting.priors?.[question] ?? priorOf(premise, question).value;
    return estimateCredence({ calibration, prior, reading, evidence: restrictTo(evidence, ids) });
  };
  return {
    isCalibrated,
    add: async (texts, options) => {
      const drawn = texts.filter(({ tokens }) => tokens.length > 0);
      if (!isCalibrated || drawn.length === 0) return 0;
      documents ??= await openDocuments(predictor, premise, setting.slots, setting.form);
      const scores = await scoreTexts(predictor, documents, drawn.map(toNewText), options);
      for (const [i, each] of scores.entries()) {
        evidence = addScores(evidence ?? noEvidence(documents.contrasts.map(({ id }) => id)), each);
        reading = joinReadings(reading, toTextReading(drawn[i] as DrawnText));
      }
      return documents.contrasts.length * drawn.reduce((sum, { tokens }) => sum + tokens.length, 0);
    },
    read: () => ({ authorIsAi: readOne("authorIsAi"), aiInWorld: readOne("aiInWorld") }),
    evidence: () => evidence,
  };
}

/** A model that is calibrated for plain sampling only is told apart from one that is not at all. */
function whyNone({ predictor, calibrations }: WatchSetting, question: PriorQuestion): CannotMeasure {
  const plain = findCalibration(calibrations, predictor.info, { mode: "sampled", question, sampler: plainSampler });
  return cannotMeasure(plain === null ? "cannot-measure/no-calibration" : "cannot-measure/not-plain-sampling");
}

function toNewText({ tokens }: DrawnText): { before: readonly number[]; tokens: number[]; human: number[] } {
  return { before: [], tokens: tokens.map(({ token }) => token), human: tokens.map(({ logprob }) => logprob) };
}

function toTextReading({ tokens, meanHidden }: DrawnText): TextReading {
  return { ...toReadings(tokens), hidden: meanHidden === null ? [] : [{ length: tokens.length, mean: meanHidden }] };
}
