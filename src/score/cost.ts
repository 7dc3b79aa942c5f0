/** @module What scoring cost. */
import { noCost } from "../protocol/cost.ts";
import type { Cost } from "../protocol/results.ts";
import type { TextOutcome } from "./continuation.ts";

/** The cost of one `scoreTexts` that took so many seconds: one call of the predictor, or none where every text was refused before. */
export function costOfScores(outcomes: readonly TextOutcome[], seconds: number): Cost {
  const scored = outcomes.filter((outcome) => outcome.ok);
  return {
    ...noCost,
    promptTokens: scored.reduce((sum, each) => sum + each.promptTokens, 0),
    cachedTokens: scored.reduce((sum, each) => sum + each.cachedTokens, 0),
    scoredTokens: scored.reduce((sum, each) => sum + each.tokens.length, 0),
    calls: outcomes.some((outcome) => outcome.ok || outcome.asked) ? 1 : 0,
    seconds,
  };
}
