/** @module What a step cost, as Inspect counts it. */
import { isPredictors } from "../../../protocol/cost.ts";
import type { Cost } from "../../../protocol/results.ts";

export type ModelUsage = {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly input_tokens_cache_read: number;
  readonly total_cost: number | null;
};

/** Inspect has no place for tokens that were only scored: they are given to the model like its input, and stand there. Its costs are in dollars. null where no model was at work. */
export function toUsage(cost: Cost): ModelUsage | null {
  if (!isPredictors(cost)) return null;
  const input = cost.promptTokens - cost.cachedTokens + cost.scoredTokens;
  return {
    input_tokens: input,
    output_tokens: cost.generatedTokens,
    total_tokens: input + cost.cachedTokens + cost.generatedTokens,
    input_tokens_cache_read: cost.cachedTokens,
    total_cost: cost.money?.currency === "USD" ? cost.money.amount : null,
  };
}
