/** @module A context's tokens: those of its text, after the token that begins a document where the model expects one. */
import type { Predictor, Prompt } from "../predictor/predictor.ts";

/** @throws PremiseError `predictor/control-token` and whatever else `tokenize` throws. */
export async function toContextTokens(predictor: Predictor, prompt: Prompt): Promise<number[]> {
  const [ids = []] = await predictor.tokenize([prompt]);
  return withBegin(predictor, ids);
}

/** As `toContextTokens`, for several in one call. */
export async function toContextsTokens(predictor: Predictor, prompts: readonly Prompt[]): Promise<number[][]> {
  return (await predictor.tokenize(prompts)).map((ids) => withBegin(predictor, ids));
}

function withBegin({ info: { bos } }: Predictor, ids: number[]): number[] {
  return bos.byDefault && bos.token !== null ? [bos.token, ...ids] : ids;
}
