/** @module From the body of POST /premise/v1/runs to what a run keeps, checked before anything is held or recorded. */
import { PremiseError } from "../../../../errors/premise-error.ts";
import type { ReasonInput } from "../../../../reason/body.ts";
import { findIdle } from "../../../../reason/idle.ts";
import { DEFAULT_NOTES, DEFAULT_PANEL, defaultRequest, type ReasonRequest, requireReasonable } from "../../../../reason/request.ts";
import { identifyResources } from "../../../../reason/tools/offer.ts";
import type { ReasonRequestBody } from "../../../../protocol/premise/runs.ts";
import type { GatewayDeps } from "../../../deps.ts";
import type { AskedModel } from "../../../models/served.ts";

/** @throws PremiseError `gateway/invalid-request` for what would have no effect, `usage/...`, `premise/...`. */
export function toReasonInput(deps: Pick<GatewayDeps, "premises" | "reasoning">, asked: AskedModel, body: ReasonRequestBody, key: string | null): ReasonInput {
  refuseIdle(body);
  const { kind: _kind, model: _model, stream: _stream, detach: _detach, premise: named, tree, ...given } = body;
  const preset = asked.temperature === undefined ? {} : { temperature: asked.temperature };
  const request: ReasonRequest = { ...defaultRequest, ...preset, ...(present(given) as Pick<ReasonRequest, "question">), ...(tree === undefined ? {} : { tree: { width: tree.width, keep: tree.keep ?? tree.width } }) };
  const premise = deps.premises.find(named ?? asked.premise ?? (request.policy === "panel" ? DEFAULT_PANEL : DEFAULT_NOTES));
  requireReasonable(request, premise);
  return { request, premise, model: asked.model.id, documents: null, resources: identifyResources(deps.reasoning.resourcesOf(premise)), key };
}

function present<T extends object>(members: T): Partial<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function refuseIdle(body: ReasonRequestBody): void {
  const idle = findIdle(body);
  if (idle !== null) throw new PremiseError("gateway/invalid-request", { param: idle.option, problem: `${idle.problem.charAt(0).toUpperCase()}${idle.problem.slice(1)}; leave it out` });
}
