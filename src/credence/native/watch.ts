/** @module The documents that a drawn text is scored after: the premise's own and its contrasts', in one call, over the new tokens only. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { CallOptions, Predictor } from "../../predictor/predictor.ts";
import { type Contrast, type ContrastUse, deriveContrasts, renderContrast } from "../../premises/contrast/contrast.ts";
import { type RenderForm, renderPremise, type SlotTexts, textToContinue } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";
import { toContextsTokens } from "../../score/context.ts";
import type { NativeScores } from "./evidence.ts";

export type WatchedDocuments = {
  /** Token ids; what a text drawn under the premise continues. */
  readonly human: readonly number[];
  readonly contrasts: readonly (Contrast & { readonly tokens: readonly number[] })[];
};

export type WatchOptions = { readonly questions?: readonly Contrast["question"][]; readonly use?: ContrastUse };

/** Renders and tokenises the documents. By default those of both credences of a gate, in the wordings that credences are measured against. */
export async function openDocuments(predictor: Predictor, premise: Premise, slots: SlotTexts, form: RenderForm, { questions = ["authorIsAi", "aiInWorld"], use = "measure" }: WatchOptions = {}): Promise<WatchedDocuments> {
  const contrasts = questions.flatMap((question) => deriveContrasts(premise, { question, use }));
  const texts = [renderPremise(premise, slots, form), ...contrasts.map((contrast) => renderContrast(premise, contrast, slots, form))].map(textToContinue);
  const [human = [], ...others] = await toContextsTokens(predictor, texts);
  return { human, contrasts: contrasts.map((contrast, i) => ({ ...contrast, tokens: others[i] ?? [] })) };
}

/** Sampled ids, and the text before them that was drawn already: it is conditioned on, and not scored again. */
export type NewText = { readonly before: readonly number[]; readonly tokens: readonly number[] };

/**
 * Scores of each text's new tokens after every document, by one path, in one call of the predictor.
 * @throws PremiseError the predictor's first refusal.
 */
export async function scoreTexts(predictor: Predictor, documents: WatchedDocuments, texts: readonly NewText[], options?: CallOptions): Promise<NativeScores[]> {
  const contexts = [documents.human, ...documents.contrasts.map(({ tokens }) => tokens)];
  const requests = texts.flatMap(({ before, tokens }) => contexts.map((context) => ({ context: [...context, ...before], continuation: tokens })));
  const outcomes = await predictor.score(requests, options);
  const logprobsAt = (index: number): number[] => {
    const outcome = outcomes[index];
    if (outcome === undefined) throw new PremiseError("internal", { problem: "the predictor gave fewer outcomes than requests" });
    if (!outcome.ok) throw outcome.error;
    return outcome.tokens.map((token) => token.logprob ?? NaN);
  };
  return texts.map((_, i) => {
    const first = i * contexts.length;
    return { human: logprobsAt(first), contrasts: Object.fromEntries(documents.contrasts.map(({ id }, k) => [id, logprobsAt(first + 1 + k)])) };
  });
}
