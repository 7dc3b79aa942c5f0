/** @module What a reasoning costs: the tokens that its budget counts. */
import type { Charge, Usage } from "../../store/store.ts";

/** Drawn and scored. Those that are read from its documents, again at every step, don't count: how many are read anew depends on caches. */
export function priceOfReasoning({ scoredTokens, generatedTokens }: Pick<Usage, "scoredTokens" | "generatedTokens">): Charge {
  return { requests: 1, tokens: scoredTokens + generatedTokens, micros: 0 };
}
