/** @module The documents that a drawn text is scored after: the premise's own and its contrasts', in one call, over the new tokens only. */
import type { CallOptions, Predictor, Scored, ScoreRequest } from "../../predictor/predictor.ts";
import { type Contrast, type ContrastUse, deriveContrasts, renderContrast } from "../../premises/contrast/contrast.ts";
import { type RenderForm, renderPremise, type SlotTexts, textToContinue } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { toContextsTokens } from "../../score/context.ts";
import { requireScored } from "../../score/scored.ts";
import type { NativeScores } from "./evidence.ts";

export type WatchedDocuments = {
  /** Token ids; what a text drawn under the premise continues. */
  readonly human: readonly number[];
  readonly contrasts: readonly (Contrast & { readonly tokens: readonly number[] })[];
};

export type DocumentOptions = { readonly questions?: readonly Contrast["question"][]; readonly use?: ContrastUse };

/** Renders and tokenises the documents. By default those of both credences of a gate, in the wordings that credences are measured against. */
export async function openDocuments(predictor: Predictor, premise: Premise, slots: SlotTexts, form: RenderForm, { questions = ["authorIsAi", "aiInWorld"], use = "measure" }: DocumentOptions = {}): Promise<WatchedDocuments> {
  const contrasts = questions.flatMap((question) => deriveContrasts(premise, { question, use }));
  const texts = [renderPremise(premise, slots, form), ...contrasts.map((contrast) => renderContrast(premise, contrast, slots, form))].map(textToContinue);
  const [human = [], ...others] = await toContextsTokens(predictor, texts);
  return { human, contrasts: contrasts.map((contrast, i) => ({ ...contrast, tokens: others[i] ?? [] })) };
}

/**
 * Sampled ids, and the text before them that was drawn already: it is conditioned on, and not scored again. `human`: their log-probabilities in
 * nats after the human document, of the pass that drew them; without them they are scored like the others.
 */
export type NewText = { readonly before: readonly number[]; readonly tokens: readonly number[]; readonly human?: readonly number[] };

/**
 * Scores of each text's new tokens after every document, in one call of the predictor.
 * @throws PremiseError the predictor's first refusal.
 */
export async function scoreTexts(predictor: Predictor, documents: WatchedDocuments, texts: readonly NewText[], options?: CallOptions): Promise<NativeScores[]> {
  const jobs = texts.flatMap((text, i) => [...(text.human === undefined ? [{ text: i, id: null, context: documents.human }] : []), ...documents.contrasts.map(({ id, tokens }) => ({ text: i, id, context: tokens }))]);
  const scored = requireScored(await predictor.score(jobs.map(({ text, context }) => toRequest(texts[text] as NewText, context)), options), jobs.length);
  const human = texts.map((text) => text.human ?? []);
  const contrasts = texts.map((): Record<string, number[]> => ({}));
  jobs.forEach(({ text, id }, i) => {
    const logprobs = logprobsOf(scored[i] as Scored);
    if (id === null) human[text] = logprobs;
    else (contrasts[text] as Record<string, number[]>)[id] = logprobs;
  });
  return texts.map((_, i) => ({ human: human[i] ?? [], contrasts: contrasts[i] ?? {} }));
}

function toRequest({ before, tokens }: NewText, context: readonly number[]): ScoreRequest {
  return { context: [...context, ...before], continuation: tokens };
}

/** In nats, of the continuation's tokens; NaN for one that nothing came before. */
export function logprobsOf({ tokens }: Pick<Scored, "tokens">): number[] {
  return tokens.map((token) => token.logprob ?? NaN);
}
