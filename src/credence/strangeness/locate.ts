/** @module Where in a document its tokens begin. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Predictor } from "../../predictor/predictor.ts";
import type { TokenCost } from "./surprisal.ts";

/**
 * UTF-16 offset at which each token of `text` begins; tokens that share a character begin where it does.
 * @throws PremiseError `predictor/unsupported` where the tokens do not give the text back.
 */
export async function locateTokens(predictor: Predictor, costs: readonly TokenCost[], text: string): Promise<number[]> {
  const isWhole = costs.map((cost) => cost.text).join("") === text;
  const ends = isWhole ? toEnds(costs) : await toEndsOfBeginnings(predictor, costs.map(({ token }) => token), text);
  if (ends.at(-1) !== text.length) throw new PremiseError("predictor/unsupported", { model: predictor.info.model, problem: "its tokens do not give a document's text back, so its parts can't be told apart" });
  return [0, ...ends.slice(0, -1)];
}

function toEnds(costs: readonly TokenCost[]): number[] {
  let end = 0;
  return costs.map((cost) => (end += cost.text.length));
}

/** A character cut in two shows as U+FFFD at the end of a beginning, which is not in the text. */
async function toEndsOfBeginnings(predictor: Predictor, tokens: readonly number[], text: string): Promise<number[]> {
  const beginnings = await predictor.detokenize(tokens.map((_, i) => tokens.slice(0, i + 1)));
  return beginnings.map((beginning) => commonLength(beginning, text));
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
