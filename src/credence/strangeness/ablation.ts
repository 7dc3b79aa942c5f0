/** @module Ablation: what leaving a part of the document out does to both credences of what is drawn. */
import type { CallOptions, Predictor } from "../../predictor/predictor.ts";
import type { SlotTexts } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { cannotMeasure, type CannotMeasure, type Estimate } from "../../protocol/results.ts";
import { createRandom, deriveSeed } from "../../random/seeded.ts";
import { estimateMean } from "../../stats/estimate.ts";
import { openDocuments, scoreTexts } from "../native/documents.ts";
import { addScores, noEvidence, ratioOf, restrictTo } from "../native/evidence.ts";
import { type BothQuestions, credenceQuestions, type CredenceQuestion } from "./beside-contrasts.ts";

export type DrawPlan = {
  readonly texts: number;
  /** Longest text. */
  readonly tokens: number;
  readonly seed: number;
};

/** Sampled ids, the stop token included. */
export type Draw = readonly number[];

/**
 * Texts drawn plainly under the premise. They are what a gate's credences are about; the worked answers are the author's choice, and a part that can be left out.
 * They run past the premise's stop texts: an answer of three tokens tells little.
 * @throws PremiseError the predictor's refusal.
 */
export async function drawUnder(predictor: Predictor, premise: Premise, slots: SlotTexts, { texts, tokens, seed }: DrawPlan, options?: CallOptions): Promise<Draw[]> {
  const { human } = await openDocuments(predictor, premise, slots, "open", { questions: [] });
  const drawn: number[][] = Array.from({ length: texts }, () => []);
  for await (const event of predictor.sample([{ context: human, maxTokens: tokens, seed, n: texts }], options)) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") drawn[event.sample]?.push(event.token.token);
  }
  return drawn;
}

/** One a text: the native log ratio of each question, in nats. */
export type Ratios = BothQuestions<readonly (number | null)[]>;

/** Log ratios of the same ids after the documents of `premise`. @throws PremiseError the predictor's first refusal. */
export async function scoreRatios(predictor: Predictor, premise: Premise, slots: SlotTexts, draws: readonly Draw[], options?: CallOptions): Promise<Ratios> {
  const documents = await openDocuments(predictor, premise, slots, "open", { questions: credenceQuestions, use: "measure" });
  const scores = await scoreTexts(predictor, documents, draws.map((tokens) => ({ before: [], tokens })), options);
  const ratios = (question: CredenceQuestion): (number | null)[] => {
    const ids = documents.contrasts.filter((each) => each.question === question).map(({ id }) => id);
    return scores.map((each) => {
      const ratio = ratioOf(restrictTo(addScores(noEvidence(documents.contrasts.map(({ id }) => id)), each), ids));
      return ratio.kind === "measured" ? ratio.logRatio : null;
    });
  };
  return { authorIsAi: ratios("authorIsAi"), aiInWorld: ratios("aiInWorld") };
}

/** Mean change of the log ratio in nats, over the texts: below 0 where an AI becomes less likely. */
export type Change = BothQuestions<Estimate | CannotMeasure>;

/**
 * `sameTexts`: the same ids, drawn under the whole premise, scored after the documents without the part. `redrawn`: texts drawn anew without it, from the
 * same seeds, as a gate would then meet them. They differ in sign where a part makes the premise itself predict an AI: its own texts then look the more
 * machine-written beside a premise without it, while those drawn without it do not.
 */
export type PartChange = { readonly sameTexts: Change; readonly redrawn: Change };

export type Drawn = { readonly draws: readonly Draw[]; readonly ratios: Ratios };

/** The texts of the whole premise with their ratios, to which `measureDrop` compares. */
export async function drawWhole(predictor: Predictor, premise: Premise, slots: SlotTexts, plan: DrawPlan, options?: CallOptions): Promise<Drawn> {
  const draws = await drawUnder(predictor, premise, slots, plan, options);
  return { draws, ratios: await scoreRatios(predictor, premise, slots, draws, options) };
}

/** Compares with `reduced`, the premise without a part. */
export async function measureDrop(predictor: Predictor, reduced: Premise, slots: SlotTexts, whole: Drawn, plan: DrawPlan, options?: CallOptions): Promise<PartChange> {
  const anew = await drawUnder(predictor, reduced, slots, plan, options);
  const ratios = await scoreRatios(predictor, reduced, slots, [...whole.draws, ...anew], options);
  const count = whole.draws.length;
  const take = (from: number, to?: number): Ratios => ({ authorIsAi: ratios.authorIsAi.slice(from, to), aiInWorld: ratios.aiInWorld.slice(from, to) });
  return { sameTexts: estimateChange(whole.ratios, take(0, count), plan.seed), redrawn: estimateChange(whole.ratios, take(count), deriveSeed(plan.seed, 2)) };
}

/** Changes from one to the other, paired by place. @returns cannot-measure `not-finite` where a ratio is not, or as `estimateMean` refuses. */
export function estimateChange(before: Ratios, after: Ratios, seed: number): Change {
  const change = (question: CredenceQuestion, index: number): Estimate | CannotMeasure => {
    const differences = before[question].map((ratio, i) => (after[question][i] ?? NaN) - (ratio ?? NaN));
    if (!differences.every(Number.isFinite)) return cannotMeasure("cannot-measure/not-finite");
    return estimateMean(differences, createRandom(deriveSeed(seed, index)));
  };
  return { authorIsAi: change("authorIsAi", 0), aiInWorld: change("aiInWorld", 1) };
}
