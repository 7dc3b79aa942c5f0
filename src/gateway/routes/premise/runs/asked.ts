/** @module From the body of POST /premise/v1/runs to what a run keeps, checked before anything is held or recorded. */
import { PremiseError } from "../../../../errors/premise-error.ts";
import type { ReasonInput } from "../../../../reason/body.ts";
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

function refuseIdle({ policy = defaultRequest.policy, tree, ...given }: ReasonRequestBody): void {
  const refuse = (names: readonly (keyof typeof given | "tree")[], problem: string): void => {
    const param = names.find((name) => (name === "tree" ? tree : given[name]) !== undefined);
    if (param !== undefined) throw new PremiseError("gateway/invalid-request", { param, problem: `${problem}; leave it out` });
  };
  if (tree !== undefined) refuse(["ends"], "A tree takes all of its steps");
  if (policy !== "none" && policy !== "resample") refuse(["tree"], "A tree prunes by credence, or not at all: it needs the policy resample or none");
  if (policy !== "resample" && policy !== "re-anchor") refuse(["tries"], `The policy ${policy} draws nothing again`);
  if (given.choices !== undefined && (policy === "re-anchor" || tree !== undefined)) refuse(["tries"], "Only answers are drawn again here, and with choices none is drawn");
  if (policy !== "re-anchor") refuse(["returns"], `The policy ${policy} does not return`);
  if (policy === "none") refuse(["spend", "margin", "maxCredence"], "Without a policy no limit holds");
}
