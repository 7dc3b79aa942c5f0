/** @module A predictor whose scores are counted, for work that gives back a measure and not what it cost. */
import type { Predictor, ScoreRequest } from "../../predictor/predictor.ts";
import type { Tally } from "../http/answer.ts";

/** What the predictor scores is added to `tally`. Closing it closes the predictor. */
export function countScores(predictor: Predictor, tally: Tally): Predictor {
  return {
    info: predictor.info,
    capabilities: () => predictor.capabilities(),
    tokenize: (prompts) => predictor.tokenize(prompts),
    detokenize: (sequences) => predictor.detokenize(sequences),
    score: async (requests, options) => {
      const outcomes = await predictor.score(requests, options);
      outcomes.forEach((outcome, i) => {
        if (!outcome.ok) return;
        tally.scoredTokens += outcome.tokens.length;
        if (continues(requests[i - 1], requests[i])) return;
        tally.promptTokens += outcome.promptTokens;
        tally.cachedTokens += outcome.cachedTokens;
      });
      return outcomes;
    },
    sample: (requests, options) => predictor.sample(requests, options),
    close: () => predictor.close(),
    [Symbol.asyncDispose]: () => predictor[Symbol.asyncDispose](),
  };
}

/** Whether a request is the next piece of the text before it: what a piece stands after was counted with that. */
function continues(before: ScoreRequest | undefined, next: ScoreRequest | undefined): boolean {
  if (before === undefined || next === undefined) return false;
  const whole = [...before.context, ...before.continuation];
  return whole.length === next.context.length && whole.every((token, i) => token === next.context[i]);
}
