/** @module Prompts of a request as token ids, and whether they fit. */
import { PremiseError } from "../../errors/premise-error.ts";
import { type ChatMessage, renderChatPrompt } from "../../predictor/chat-template.ts";
import type { Predictor, PredictorInfo } from "../../predictor/predictor.ts";

/** `begin`: BOS where it was put before a text (the client did not send it, so it is never listed); `tokens`: what the client sent. */
export type EncodedPrompt = { readonly text: string | null; readonly begin: readonly number[]; readonly tokens: readonly number[] };

export type PromptInput = string | readonly string[] | readonly number[] | readonly (readonly number[])[];

/**
 * @param addSpecial whether texts begin with BOS; null: as the model expects. Token ids are taken as they are.
 * @throws PremiseError `predictor/control-token`, `predictor/invalid-token`, `gateway/unsupported` for a model without BOS.
 */
export async function encodePrompts(predictor: Predictor, prompt: PromptInput, addSpecial: boolean | null): Promise<EncodedPrompt[]> {
  const list = toList(prompt);
  if (isTexts(list)) {
    const begin = chooseBegin(predictor.info, addSpecial);
    const tokens = await predictor.tokenize(list);
    return list.map((text, i) => ({ text, begin, tokens: tokens[i] ?? [] }));
  }
  requireIds(predictor.info, list.flat(), "prompt");
  return list.map((tokens) => ({ text: null, begin: [], tokens }));
}

/** @throws PremiseError `predictor/invalid-token`. */
export function requireIds({ vocabularySize: size }: PredictorInfo, tokens: readonly number[], param: string): void {
  const token = tokens.find((id) => id >= size);
  if (token !== undefined) throw new PremiseError("predictor/invalid-token", { token, size, param });
}

function toList(prompt: PromptInput): readonly string[] | readonly (readonly number[])[] {
  if (typeof prompt === "string") return [prompt];
  return typeof prompt[0] === "number" ? [prompt as readonly number[]] : (prompt as readonly string[]);
}

function isTexts(list: readonly string[] | readonly (readonly number[])[]): list is readonly string[] {
  return typeof list[0] === "string";
}

export function chooseBegin({ bos, model }: PredictorInfo, addSpecial: boolean | null): readonly number[] {
  if (!(addSpecial ?? bos.byDefault)) return [];
  if (bos.token !== null) return [bos.token];
  if (addSpecial === true && bos.byDefault) throw new PremiseError("gateway/unsupported", { param: "add_special_tokens", problem: `${model} has no BOS token` });
  return [];
}

/** @throws PremiseError `model/no-chat-template`, `predictor/chat-template-failed`. */
export async function encodeChat(predictor: Predictor, messages: readonly ChatMessage[]): Promise<EncodedPrompt> {
  const { parts, bos } = await renderChatPrompt(predictor, messages);
  const [tokens = []] = await predictor.tokenize([parts]);
  return { text: null, begin: bos ? chooseBegin(predictor.info, true) : [], tokens };
}

/** How many tokens may be drawn behind the longest prompt. @throws PremiseError `predictor/context-too-long`. */
export function requireRoom({ contextTokens }: PredictorInfo, prompts: readonly EncodedPrompt[], maxTokens: number | null): number {
  const longest = Math.max(...prompts.map(lengthOf));
  const needed = longest + (maxTokens ?? 1);
  if (needed > contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: contextTokens, param: "prompt" });
  return maxTokens ?? contextTokens - longest;
}

/** Tokens of all prompts, each counted once however many samples are drawn. */
export function countPrompts(prompts: readonly EncodedPrompt[]): number {
  return prompts.reduce((sum, prompt) => sum + lengthOf(prompt), 0);
}

function lengthOf({ begin, tokens }: EncodedPrompt): number {
  return begin.length + tokens.length;
}
