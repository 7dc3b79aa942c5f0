/** @module What a call for scores came to: every outcome, or the first refusal, and what the call cost. */
import { PremiseError } from "../errors/premise-error.ts";
import type { Scored, ScoreOutcome } from "../predictor/predictor.ts";
import { noCost } from "../protocol/cost.ts";
import type { Cost } from "../protocol/results.ts";

/** All of a call for `asked` scores, in order. @throws PremiseError the first refusal; `internal` when the predictor gave fewer. */
export function requireScored(outcomes: readonly ScoreOutcome[], asked: number): Scored[] {
  const scored = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });
  if (scored.length < asked) throw new PremiseError("internal", { problem: "the predictor gave fewer outcomes than requests" });
  return scored;
}

/** Of one call, its seconds left out. */
export function costOfCall(scored: readonly Pick<Scored, "promptTokens" | "cachedTokens" | "tokens">[]): Cost {
  const total = (count: (each: (typeof scored)[number]) => number): number => scored.reduce((sum, each) => sum + count(each), 0);
  return { ...noCost, promptTokens: total(({ promptTokens }) => promptTokens), cachedTokens: total(({ cachedTokens }) => cachedTokens), scoredTokens: total(({ tokens }) => tokens.length), calls: 1 };
}
