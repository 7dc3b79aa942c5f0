/** @module POST /v1/chat/completions */
import { PremiseError } from "../../errors/premise-error.ts";
import type { ChatMessage } from "../../predictor/chat-template.ts";
import { chatCompletion, chatRequest, type ChatRequest } from "../../protocol/openai/chat.ts";
import type { GatewayDeps } from "../deps.ts";
import type { AskedModel, LocalModel } from "../models/served.ts";
import { countTokens, type Plan } from "../pipeline/plan.ts";
import { route, type Route, type RouteRequest } from "../pipeline/route.ts";
import { planForward } from "../proxy/forward.ts";
import { answerChat } from "../text/chat.ts";
import { countPrompts, encodeChat, requireRoom } from "../text/prompts.ts";
import { chooseModel, refusePremise, requireStream, toHead, toSampling, toStops, traceSampling } from "./local-text.ts";

export function chatRoute(deps: GatewayDeps): Route {
  return route<ChatRequest>({
    method: "post",
    path: "/v1/chat/completions",
    summary: "Answer messages, by the model's own chat template.",
    tag: "OpenAI",
    scope: "infer",
    perModel: true,
    givesText: true,
    body: chatRequest,
    answer: { description: "The choices; with `stream`, server-sent events that end in `[DONE]`.", schema: chatCompletion, streams: true },
    errors: [422, 429, 502, 504],
    plan: async (request) => {
      const asked = chooseModel(deps, request, request.body.model);
      refusePremise(asked);
      const { body } = request;
      const maxTokens = chooseMaxTokens(body);
      requireConsistent(body);
      requireStream(body);
      if (asked.model.kind === "local") return await planLocal(deps, asked, asked.model, request, maxTokens);
      return planForward(asked.model, { text: request.text, path: "/v1/chat/completions", samples: body.n ?? 1, maxTokens, streamed: body.stream === true });
    },
  });
}

async function planLocal(deps: GatewayDeps, asked: AskedModel, model: LocalModel, { body, requestId }: RouteRequest<ChatRequest>, limit: number | null): Promise<Plan> {
  const predictor = await model.opened;
  const prompts = [await encodeChat(predictor, body.messages.map(toMessage))];
  const maxTokens = requireRoom(predictor.info, prompts, limit);
  const n = body.n ?? 1;
  const job = {
    ...toHead(deps, "chatcmpl", requestId, model, predictor),
    predictor, prompts, maxTokens, n,
    sampling: toSampling(body, asked),
    seed: body.seed ?? deps.drawSeed(),
    stops: toStops(body.stop),
    top: body.logprobs === true ? (body.top_logprobs ?? 0) : null,
    streamed: body.stream === true,
    includeUsage: body.stream_options?.include_usage === true,
  };
  const hold = { requests: 1, tokens: countPrompts(prompts) + n * maxTokens, micros: 0 };
  return { kind: "work", model: model.id, streamed: job.streamed, traced: traceSampling(job), hold, price: countTokens, run: (signal, tally) => answerChat(job, signal, tally) };
}

function toMessage({ role, content }: ChatRequest["messages"][number]): ChatMessage {
  return { role: role === "developer" ? "system" : role, content: typeof content === "string" ? content : content.map(({ text }) => text).join("") };
}

function chooseMaxTokens({ max_tokens: old, max_completion_tokens: current }: ChatRequest): number | null {
  if (typeof old === "number" && typeof current === "number" && old !== current) throw new PremiseError("gateway/invalid-request", { param: "max_tokens", problem: "max_tokens and max_completion_tokens contradict each other" });
  return current ?? old ?? null;
}

function requireConsistent({ logprobs, top_logprobs: top }: ChatRequest): void {
  if (typeof top === "number" && logprobs !== true) throw new PremiseError("gateway/invalid-request", { param: "top_logprobs", problem: "top_logprobs needs logprobs: true" });
}
