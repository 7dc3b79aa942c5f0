/** @module The credence of a text that is given, not drawn here: whether a machine wrote it, or whom a model would predict as its author. */
import type { CallOptions, Predictor } from "../predictor/predictor.ts";
import { deriveContrasts } from "../premises/contrast/contrast.ts";
import type { SlotTexts } from "../premises/render.ts";
import type { Premise } from "../premises/schema.ts";
import { cannotMeasure, type CannotMeasureReason, type Credence, type Credences, isCannotMeasure } from "../protocol/results.ts";
import { toContextTokens } from "../score/context.ts";
import { type Calibrations, findCalibration } from "./calibration/load.ts";
import { plainSampler } from "./calibration/schema.ts";
import { readTexts, type TextReading } from "./channels/reading.ts";
import { estimateCredence } from "./estimate.ts";
import { addScores, type NativeScores, noEvidence, restrictTo } from "./native/evidence.ts";
import { openDocuments, scoreTexts } from "./native/documents.ts";
import { estimateProvenance, type JudgedRange, judgedRange } from "./observed/estimate.ts";
import { priorOf, type PriorQuestion } from "./prior/prior.ts";
import { gateQuestions } from "./questions.ts";

/** Longer texts are judged by their first tokens: more would change nothing that 2,048 have not said. */
export const mostTokens = 2048;

export type Assessed = {
  readonly reading: TextReading;
  /** Ids of the tokens that were read. */
  readonly tokens: readonly number[];
  /** Tokens of the text; more than were read where it is longer than that. */
  readonly given: number;
};

export type ObservedText = Assessed & {
  readonly provenance: Credence;
  /** The tokens that it tells of: all but the text's beginning, as far as texts were calibrated; null where nothing was judged. */
  readonly judged: JudgedRange | null;
};

/**
 * Mode observed: did a machine emit this text? Read after nothing but the token that begins a document.
 * `prior` is P(machine) before the text is read. Texts without two tokens are `too-few-tokens`, half a character is `not-text`.
 */
export async function assessObserved(predictor: Predictor, calibrations: Calibrations, text: string, prior: number, options?: CallOptions): Promise<ObservedText> {
  if (!text.isWellFormed()) return { provenance: cannotMeasure("cannot-measure/not-text"), reading: nothing, tokens: [], given: 0, judged: null };
  const [all = []] = await predictor.tokenize([text]);
  const tokens = all.slice(0, roomIn(predictor, 1));
  if (tokens.length < 2) return { provenance: cannotMeasure("cannot-measure/too-few-tokens"), reading: nothing, tokens, given: all.length, judged: null };
  const [reading = nothing] = await readTexts(predictor, [{ context: await toContextTokens(predictor, ""), text: tokens }], options);
  const calibration = findCalibration(calibrations, predictor.info, { mode: "observed", question: "provenance", sampler: null });
  const provenance = estimateProvenance({ calibration, prior, reading });
  return { provenance, reading, tokens, given: all.length, judged: isCannotMeasure(provenance) ? null : judgedRange(calibration, reading, tokens.length) };
}

/** The tokens that credences of a whole text tell of; null where not one of them was measured. */
export function wholeRange(credences: readonly Credence[], tokens: number): JudgedRange | null {
  return credences.every(isCannotMeasure) ? null : { from: 1, to: tokens };
}

export type SampledText = Assessed & { readonly credences: Credences; readonly scores: NativeScores | null };

export type SampledInput = {
  readonly premise: Premise;
  readonly slots: SlotTexts;
  /** Ids as they were drawn; else the text is tokenised by itself, apart from the document. */
  readonly text: string | readonly number[];
  readonly priors?: Partial<Record<PriorQuestion, number>>;
};

/** Mode sampled: whom does the model predict as the author of this text, drawn plainly under the premise? Native where the model is calibrated. */
export async function assessSampled(predictor: Predictor, calibrations: Calibrations, { premise, slots, text, priors }: SampledInput, options?: CallOptions): Promise<SampledText> {
  if (typeof text === "string" && !text.isWellFormed()) return { credences: refuseBoth("cannot-measure/not-text"), reading: nothing, tokens: [], given: 0, scores: null };
  const documents = await openDocuments(predictor, premise, slots, "open");
  const all = typeof text === "string" ? ((await predictor.tokenize([text]))[0] ?? []) : text;
  const longest = Math.max(documents.human.length, ...documents.contrasts.map(({ tokens }) => tokens.length));
  const tokens = all.slice(0, roomIn(predictor, longest));
  const calibrationFor = (question: PriorQuestion): ReturnType<typeof findCalibration> => findCalibration(calibrations, predictor.info, { mode: "sampled", question, sampler: plainSampler });
  if (tokens.length < 2) return { credences: refuseBoth(all.length < 2 ? "cannot-measure/too-few-tokens" : "cannot-measure/no-room"), reading: nothing, tokens, given: all.length, scores: null };
  const [reading = nothing] = await readTexts(predictor, [{ context: documents.human, text: tokens }], options);
  if (reading.logprob.length < tokens.length) return { credences: refuseBoth("cannot-measure/not-finite"), reading, tokens, given: all.length, scores: null };
  const isCalibrated = gateQuestions.some((question) => calibrationFor(question) !== null);
  const [scores = null] = isCalibrated ? await scoreTexts(predictor, documents, [{ before: [], tokens, human: reading.logprob }], options) : [];
  const evidence = scores === null ? null : addScores(noEvidence(documents.contrasts.map(({ id }) => id)), scores);
  const read = (question: PriorQuestion): Credence => {
    const ids = deriveContrasts(premise, { question, use: "measure" }).map(({ id }) => id);
    return estimateCredence({ calibration: calibrationFor(question), prior: priors?.[question] ?? priorOf(premise, question).value, reading, evidence: evidence === null ? null : restrictTo(evidence, ids) });
  };
  return { credences: { authorIsAi: read("authorIsAi"), aiInWorld: read("aiInWorld") }, reading, tokens, given: all.length, scores };
}

const nothing: TextReading = { logprob: [], entropy: [], variance: [], rank: [], hidden: [] };

function refuseBoth(reason: CannotMeasureReason): Credences {
  return { authorIsAi: cannotMeasure(reason), aiInWorld: cannotMeasure(reason) };
}

/** Tokens of a text that are read after a document of `before` tokens. */
export function roomIn({ info: { contextTokens } }: Predictor, before: number): number {
  return Math.max(0, Math.min(mostTokens, contextTokens - before));
}
