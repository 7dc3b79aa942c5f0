/** @module Every route, in the order of the reference. */
import type { GatewayDeps } from "../deps.ts";
import type { Route } from "../pipeline/route.ts";
import { chatRoute } from "./chat.ts";
import { completionsRoute } from "./completions.ts";
import { modelRoute, modelsRoute } from "./models.ts";
import { operationRoutes } from "./operation.ts";
import { askRoute } from "./premise/ask.ts";
import { credenceRoute } from "./premise/credence.ts";
import { keysRoutes, ledgerRoutes } from "./premise/keys.ts";
import { premisesRoutes, runsRoutes } from "./premise/library.ts";
import { goOnRoutes } from "./premise/runs/go-on.ts";
import { progressRoute } from "./premise/runs/progress.ts";
import { startRoute } from "./premise/runs/start.ts";
import { scoreRoute } from "./premise/score.ts";
import { detokenizeRoute, tokenizeRoute, tokenizerInfoRoute } from "./tokenizer.ts";

export function listRoutes(deps: GatewayDeps): readonly Route[] {
  return [
    completionsRoute(deps), chatRoute(deps), modelsRoute(deps), modelRoute(deps), tokenizeRoute(deps), detokenizeRoute(deps), tokenizerInfoRoute(deps),
    askRoute(deps), scoreRoute(deps), credenceRoute(deps), ...premisesRoutes(deps), ...runsRoutes(deps), startRoute(deps), ...goOnRoutes(deps), progressRoute(deps), ...keysRoutes(deps), ...ledgerRoutes(deps), ...operationRoutes(deps),
  ];
}
