/** @module Surprisal of whole documents: what each of their tokens costs from the first on, in nats. */
import type { CallOptions, Predictor } from "../../predictor/predictor.ts";
import { cannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { requireScores } from "../../score/continuation.ts";

/** One token: its surprisal in nats (null for a first one with nothing before it) and its text. */
export type TokenCost = { readonly token: number; readonly text: string; readonly nats: number | null };

export type Surprisal = { readonly nats: number; readonly tokens: number; readonly perToken: number };

/** The tokens of each document with their surprisal, after the token that begins a document where the model has one. @throws PremiseError the first refusal. */
export async function readDocuments(predictor: Predictor, texts: readonly string[], options?: CallOptions): Promise<TokenCost[][]> {
  const scores = await requireScores(predictor, texts.map((continuation) => ({ context: "", continuation })), options);
  return scores.map(({ tokens }) => tokens.map(({ token, text, logprob }) => ({ token, text, nats: logprob === null ? null : -logprob })));
}

/** Over the tokens that have one. @returns `cannot-measure/no-continuation` where none has, `not-finite` where a sum is not. */
export function surprisalOf(costs: readonly TokenCost[]): Surprisal | CannotMeasure {
  const known = costs.flatMap(({ nats }) => nats ?? []);
  const nats = known.reduce((sum, each) => sum + each, 0);
  if (known.length === 0) return cannotMeasure("cannot-measure/no-continuation");
  if (!Number.isFinite(nats)) return cannotMeasure("cannot-measure/not-finite");
  return { nats, tokens: known.length, perToken: nats / known.length };
}
