/** @module POST /premise/v1/runs: a question thought through in a run that outlives its client, and the server's process. */
import { renderFingerprint } from "../../../../predictor/fingerprint.ts";
import { reasonRequest, type ReasonRequestBody, runAnswer } from "../../../../protocol/premise/runs.ts";
import type { GatewayDeps } from "../../../deps.ts";
import { openServed } from "../../../models/served.ts";
import { route, type Route } from "../../../pipeline/route.ts";
import { chooseModel } from "../../local-text.ts";
import { toReasonInput } from "./asked.ts";
import { planRun } from "./give.ts";

/** Of every route that begins a run. */
export const begins = {
  method: "post", tag: "Premise", scope: "infer", perModel: false, givesText: true, errors: [409, 422, 429, 502, 504],
  answer: { description: "The answer with its thoughts, credences, cost and disclosure; with `stream`, server-sent `progress`, `step`, then `result` or `error`.", schema: runAnswer, streams: true, accepted: "With `detach`: the run's id; it goes on here." },
} as const;

export function startRoute(deps: GatewayDeps): Route {
  return route<ReasonRequestBody>({
    ...begins,
    path: "/premise/v1/runs",
    summary: "Think a question through: a predicted person's notes line by line, both credences measured after each, then an answer. A run whose client goes away stops and can be resumed.",
    body: reasonRequest,
    plan: async (request) => {
      const { body } = request;
      const asked = chooseModel(deps, request, body.model);
      const input = toReasonInput(deps, asked, body, request.keyId);
      const predictor = await openServed(asked.model);
      const job = { kind: "reason", title: body.question, input, fingerprint: renderFingerprint(predictor.info.fingerprint) };
      return await planRun(deps, { model: asked.model, predictor, input, spent: 0, giving: body, begin: (isDetached) => deps.reasoning.start(job, { isDetached }) });
    },
  });
}
