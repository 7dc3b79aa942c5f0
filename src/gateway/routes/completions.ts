/** @module POST /v1/completions */
import { PremiseError } from "../../errors/premise-error.ts";
import { completion, completionRequest, type CompletionRequest } from "../../protocol/openai/completions.ts";
import type { GatewayDeps } from "../deps.ts";
import type { AskedModel, LocalModel } from "../models/served.ts";
import { countTokens, type Plan } from "../pipeline/plan.ts";
import { route, type Route, type RouteRequest } from "../pipeline/route.ts";
import { planForward } from "../proxy/forward.ts";
import { answerCompletion } from "../text/completion.ts";
import { countPrompts, encodePrompts, requireRoom } from "../text/prompts.ts";
import { chooseModel, refusePremise, requireStream, toHead, toSampling, toStops, traceSampling } from "./local-text.ts";

/** OpenAI's. */
const defaultMaxTokens = 16;

export function completionsRoute(deps: GatewayDeps): Route {
  return route<CompletionRequest>({
    method: "post",
    path: "/v1/completions",
    summary: "Continue texts, or score them (`echo` with `logprobs`).",
    tag: "OpenAI",
    scope: "infer",
    perModel: true,
    givesText: true,
    body: completionRequest,
    answer: { description: "The choices; with `stream`, server-sent events that end in `[DONE]`.", schema: completion, streams: true },
    errors: [422, 429, 502, 504],
    plan: async (request) => {
      const asked = chooseModel(deps, request, request.body.model);
      refusePremise(asked);
      const { body } = request;
      requireConsistent(body);
      requireStream(body);
      if (asked.model.kind === "local") return await planLocal(deps, asked, asked.model, request);
      const samples = (body.n ?? 1) * (Array.isArray(body.prompt) && typeof body.prompt[0] !== "number" ? body.prompt.length : 1);
      return planForward(asked.model, { text: request.text, path: "/v1/completions", samples, maxTokens: body.max_tokens ?? defaultMaxTokens, streamed: body.stream === true });
    },
  });
}

async function planLocal(deps: GatewayDeps, asked: AskedModel, model: LocalModel, { body, requestId }: RouteRequest<CompletionRequest>): Promise<Plan> {
  const predictor = await model.opened;
  const prompts = await encodePrompts(predictor, body.prompt, body.add_special_tokens ?? null);
  const maxTokens = body.max_tokens ?? defaultMaxTokens;
  requireRoom(predictor.info, prompts, maxTokens);
  const n = body.n ?? 1;
  const job = {
    ...toHead(deps, "cmpl", requestId, model, predictor),
    predictor, prompts, maxTokens, n,
    sampling: toSampling(body, asked),
    seed: body.seed ?? deps.drawSeed(),
    stops: toStops(body.stop),
    top: toTop(body.logprobs),
    echo: body.echo === true,
    promptLogprobs: body.prompt_logprobs ?? null,
    tokenIds: body.return_token_ids === true,
    streamed: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
  };
  const hold = { requests: 1, tokens: countPrompts(prompts) + prompts.length * n * maxTokens, micros: 0 };
  return { kind: "work", model: model.id, streamed: job.streamed, traced: traceSampling(job), hold, price: countTokens, run: (signal, tally) => answerCompletion(job, signal, tally) };
}

function toTop(logprobs: CompletionRequest["logprobs"]): number | null {
  if (logprobs === null || logprobs === undefined || logprobs === false) return null;
  return logprobs === true ? 1 : logprobs;
}

function requireConsistent({ n, best_of: bestOf, max_tokens: maxTokens, echo, prompt_logprobs: promptLogprobs }: CompletionRequest): void {
  if (bestOf !== null && bestOf !== undefined && bestOf !== (n ?? 1)) throw new PremiseError("gateway/unsupported", { param: "best_of", problem: "all samples are given, none is chosen" });
  if (maxTokens === 0 && echo !== true && (promptLogprobs === null || promptLogprobs === undefined)) throw new PremiseError("gateway/invalid-request", { param: "max_tokens", problem: "Nothing is asked for with max_tokens 0, without echo and without prompt_logprobs" });
}
