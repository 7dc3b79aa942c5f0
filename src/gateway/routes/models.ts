/** @module GET /v1/models and /v1/models/{model} */
import { modelBody, modelList } from "../../protocol/openai/models.ts";
import type { GatewayDeps } from "../deps.ts";
import { plain } from "../http/answer.ts";
import type { ServedModel } from "../models/served.ts";
import { free } from "../pipeline/plan.ts";
import { route, type Route } from "../pipeline/route.ts";

export function modelsRoute(deps: GatewayDeps): Route {
  return route({
    method: "get",
    path: "/v1/models",
    summary: "The models that are loaded.",
    tag: "OpenAI",
    scope: "infer",
    perModel: true,
    givesText: false,
    body: null,
    answer: { description: "The models.", schema: modelList },
    plan: ({ addressed }) => free(async () => {
      const models = addressed === null ? deps.models.list : [addressed.model];
      return plain({ object: "list", data: await Promise.all(models.map((model) => describe(deps, model))) });
    }),
  });
}

export function modelRoute(deps: GatewayDeps): Route {
  return route({
    method: "get",
    path: "/v1/models/:id",
    summary: "One model.",
    tag: "OpenAI",
    scope: "infer",
    perModel: false,
    givesText: false,
    body: null,
    answer: { description: "The model.", schema: modelBody },
    plan: ({ params }) => free(async () => plain(await describe(deps, deps.models.find(params["id"] ?? "").model))),
  });
}

/** A model that is still loading, or that another server has and nobody asked for yet, tells what is known. */
async function describe(deps: GatewayDeps, model: ServedModel): Promise<object> {
  const info = model.kind === "local" && model.isReady ? (await model.opened).info : null;
  return {
    id: model.id,
    object: "model",
    created: Math.floor(deps.startedAt.getTime() / 1000),
    owned_by: model.kind === "local" ? "premise" : model.upstream.setting.name,
    max_model_len: info?.contextTokens ?? (model.kind === "proxied" ? model.upstream.setting.contextTokens : null),
    premise: { kind: info?.kind ?? null, weights: info?.fingerprint.weights ?? null, chat: info === null ? null : info.chatTemplate !== null, local: model.kind === "local" },
  };
}
