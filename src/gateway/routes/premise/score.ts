/** @module POST /premise/v1/score: log-probabilities of many continuations, an error for the item that has one. */
import { scoreAnswer, scoreRequest, type ScoreRequestBody } from "../../../protocol/premise/requests.ts";
import { scoreTexts } from "../../../score/continuation.ts";
import type { GatewayDeps } from "../../deps.ts";
import { openServed } from "../../models/served.ts";
import { route, type Route } from "../../pipeline/route.ts";
import { chooseModel } from "../local-text.ts";

export function scoreRoute(deps: GatewayDeps): Route {
  return route<ScoreRequestBody>({
    method: "post",
    path: "/premise/v1/score",
    summary: "Log-probabilities of continuations, in nats; as `premise score` gives them.",
    tag: "Premise",
    scope: "infer",
    perModel: false,
    givesText: false,
    body: scoreRequest,
    answer: { description: "One item for each, in order.", schema: scoreAnswer },
    errors: [422, 429, 502, 504],
    plan: async (request) => {
      const { model } = chooseModel(deps, request, request.body.model);
      const { items } = request.body;
      const predictor = await openServed(model);
      const bytes = items.reduce((sum, { context, continuation }) => sum + Buffer.byteLength(context) + Buffer.byteLength(continuation) + 1, 0);
      return {
        kind: "work", model: model.id, streamed: false, hold: { requests: 1, tokens: bytes, micros: 0 },
        price: ({ promptTokens, scoredTokens }) => ({ requests: 1, tokens: promptTokens + scoredTokens, micros: 0 }),
        run: async (signal, tally) => {
          const outcomes = await scoreTexts(predictor, items.map(({ context, continuation, bos }) => ({ context, continuation, want: {}, ...(bos === undefined ? {} : { bos }) })), { signal });
          const shown = outcomes.map((outcome, i) => {
            const id = items[i]?.id ?? null;
            if (!outcome.ok) return { id, error: { code: outcome.error.code, message: outcome.error.message } };
            tally.promptTokens += outcome.promptTokens;
            tally.cachedTokens += outcome.cachedTokens;
            tally.scoredTokens += outcome.tokens.length;
            return { id, logprob: outcome.logprob, tokens: outcome.tokens.map(({ text, logprob }) => ({ text, logprob })), bytes: outcome.bytes };
          });
          return { status: 200, author: null, body: { kind: "json", value: { items: shown, model: model.id } } };
        },
      };
    },
  });
}
