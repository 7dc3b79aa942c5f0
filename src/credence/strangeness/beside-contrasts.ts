/** @module A premise's own document beside its contrasts': how much likelier each note makes what the document says after it. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { CallOptions, Predictor } from "../../predictor/predictor.ts";
import { deriveContrasts, renderContrast } from "../../premises/contrast/contrast.ts";
import { renderPremise, type SlotTexts } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import type { CannotMeasure } from "../../protocol/results.ts";
import { toContextsTokens } from "../../score/context.ts";
import { type NativeRatio, ratioOf, restrictTo } from "../native/evidence.ts";

export const credenceQuestions = ["authorIsAi", "aiInWorld"] as const;
export type CredenceQuestion = (typeof credenceQuestions)[number];
export type BothQuestions<T> = { readonly [Question in CredenceQuestion]: T };

export type BesideContrasts = BothQuestions<NativeRatio | CannotMeasure> & {
  /** Tokens that come after the note in every document; only these can tell. */
  readonly tokens: number;
  /** By contrast id, in nats: log p of these after the note, less log p without it. */
  readonly byContrast: Readonly<Record<string, number>>;
};

/**
 * Scores the end that all documents share, by one path, after the beginning of each.
 * @param starts where each token of the premise's own document begins (UTF-16).
 * @throws PremiseError the predictor's first refusal.
 */
export async function scoreBesideContrasts(predictor: Predictor, premise: Premise, slots: SlotTexts, starts: readonly number[], options?: CallOptions): Promise<BesideContrasts> {
  const contrasts = credenceQuestions.flatMap((question) => deriveContrasts(premise, { question, use: "measure" }));
  const rendered = contrasts.map((contrast) => renderContrast(premise, contrast, slots, "open"));
  const documents = await toContextsTokens(predictor, [renderPremise(premise, slots, "open").text, ...rendered.map(({ text }) => text)]);
  const note = rendered[0]?.inserted.start ?? 0;
  const count = Math.min(starts.filter((start) => start >= note).length, commonEnding(documents));
  const sums = await scoreEndings(predictor, documents, count, options);
  const [human = NaN, ...others] = sums;
  const evidence = { tokens: count, human, contrasts: Object.fromEntries(contrasts.map(({ id }, i) => [id, others[i] ?? NaN])) };
  const ratio = (question: CredenceQuestion): NativeRatio | CannotMeasure => ratioOf(restrictTo(evidence, contrasts.filter((each) => each.question === question).map(({ id }) => id)));
  return { tokens: count, byContrast: Object.fromEntries(contrasts.map(({ id }, i) => [id, (others[i] ?? NaN) - human])), authorIsAi: ratio("authorIsAi"), aiInWorld: ratio("aiInWorld") };
}

/** Sums over the tokens that have a probability in every document: where nothing stands before a document's first, it has none. */
async function scoreEndings(predictor: Predictor, documents: readonly (readonly number[])[], count: number, options?: CallOptions): Promise<number[]> {
  if (count === 0) return documents.map(() => 0);
  const outcomes = await predictor.score(documents.map((ids) => ({ context: ids.slice(0, ids.length - count), continuation: ids.slice(ids.length - count) })), options);
  const logprobs = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.tokens.map(({ logprob }) => logprob);
  });
  if (logprobs.length !== documents.length) throw new PremiseError("internal", { problem: "the predictor gave fewer outcomes than requests" });
  const isShared = (place: number): boolean => logprobs.every((each) => each[place] !== null);
  return logprobs.map((each) => each.reduce<number>((sum, logprob, place) => (isShared(place) ? sum + (logprob ?? NaN) : sum), 0));
}

/** How many last tokens all sequences have in common. */
function commonEnding(sequences: readonly (readonly number[])[]): number {
  let length = 0;
  const shortest = Math.min(...sequences.map((each) => each.length));
  while (length < shortest && sequences.every((each) => each.at(-1 - length) === sequences[0]?.at(-1 - length))) length++;
  return length;
}
