/** @module Counts the tokens that a predictor evaluates, those of contexts and those that were scored or drawn: what was found in its cache is not among them. */
import type { Predictor } from "../../../src/predictor/predictor.ts";

export type Evaluated = { readonly context: number; readonly text: number };
export type Counted = { readonly predictor: Predictor; readonly take: () => Evaluated };

/** `take` gives the counts since the last one. */
export function countEvaluated(predictor: Predictor): Counted {
  let [context, text] = [0, 0];
  const score: Predictor["score"] = async (requests, options) => {
    const outcomes = await predictor.score(requests, options);
    for (const outcome of outcomes) {
      if (!outcome.ok) continue;
      context += outcome.promptTokens - outcome.cachedTokens;
      text += outcome.tokens.length;
    }
    return outcomes;
  };
  async function* sample(...args: Parameters<Predictor["sample"]>): ReturnType<Predictor["sample"]> {
    for await (const event of predictor.sample(...args)) {
      if (event.kind === "end") {
        context += event.end.promptTokens - event.end.cachedTokens;
        text += event.end.generatedTokens;
      }
      yield event;
    }
  }
  return {
    predictor: {
      info: predictor.info, score, sample,
      capabilities: () => predictor.capabilities(), tokenize: (prompts) => predictor.tokenize(prompts), detokenize: (sequences) => predictor.detokenize(sequences),
      close: () => predictor.close(), [Symbol.asyncDispose]: () => predictor[Symbol.asyncDispose](),
    },
    take: () => {
      const counts = { context, text };
      [context, text] = [0, 0];
      return counts;
    },
  };
}
