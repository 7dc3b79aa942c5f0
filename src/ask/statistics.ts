/** @module Token statistics of an answer. */
import type { ScoredToken } from "../predictor/predictor.ts";
import type { AnswerStatistics } from "./result.ts";

/** Over the tokens that have a log-probability; there must be one. `shares` sum to 1. */
export function summariseTokens(tokens: readonly ScoredToken[], shares: readonly number[], letterMass: number | null): AnswerStatistics {
  const measured = tokens.filter((token) => token.logprob !== null);
  const total = measured.reduce((sum, token) => sum + (token.logprob ?? 0), 0);
  const entropies = measured.map((token) => token.statistics?.entropy);
  const isTold = entropies.every((entropy) => entropy !== undefined);
  return {
    tokens: measured.length,
    meanLogprob: total / measured.length,
    meanEntropy: isTold ? entropies.reduce((sum: number, entropy) => sum + (entropy ?? 0), 0) / measured.length : null,
    surprisal: 0 - total,
    answerEntropy: shares.reduce((sum, share) => (share > 0 ? sum - share * Math.log(share) : sum), 0),
    letterMass,
  };
}
