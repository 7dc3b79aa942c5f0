/** @module POST /premise/v1/runs/{id}/resume, /fork and /cancel */
import { PremiseError } from "../../../../errors/premise-error.ts";
import { renderFingerprint } from "../../../../predictor/fingerprint.ts";
import { cancelledAnswer, forkRequest, type ForkRequest, resumeRequest, type ResumeRequest } from "../../../../protocol/premise/runs.ts";
import { sumCosts } from "../../../../protocol/cost.ts";
import type { GatewayDeps } from "../../../deps.ts";
import { plain } from "../../../http/answer.ts";
import { openServed, type ServedModel } from "../../../models/served.ts";
import { free, type Plan } from "../../../pipeline/plan.ts";
import { route, type Route } from "../../../pipeline/route.ts";
import { type Giving, planRun } from "./give.ts";
import { readRecorded, spentOn } from "./recorded.ts";
import { begins } from "./start.ts";

export function goOnRoutes(deps: GatewayDeps): Route[] {
  return [
    route<ResumeRequest>({
      ...begins, path: "/premise/v1/runs/:id/resume", body: resumeRequest,
      summary: "Go on with a run that was interrupted, cancelled or has failed, from its last recorded step.",
      plan: ({ params, body }) => planResume(deps, params["id"] ?? "", body),
    }),
    route<ForkRequest>({
      ...begins, path: "/premise/v1/runs/:id/fork", body: forkRequest,
      summary: "A new run that begins with another's first steps.",
      plan: ({ params, body, keyId }) => planFork(deps, params["id"] ?? "", body, keyId),
    }),
    route({
      method: "post", tag: "Premise", scope: "infer", perModel: false, givesText: false, body: null, path: "/premise/v1/runs/:id/cancel",
      summary: "Stop a run before its next step; it can be resumed. One that has ended stays as it is.",
      answer: { description: "Its id and status.", schema: cancelledAnswer },
      plan: ({ params }) => free(async () => {
        const engine = await deps.reasoning.engine();
        const { id } = (await engine.runs.read(params["id"] ?? "")).header;
        await engine.cancel(id);
        return plain({ id, status: (await engine.runs.read(id)).status });
      }),
    }),
  ];
}

async function planResume(deps: GatewayDeps, name: string, giving: Giving): Promise<Plan> {
  const { record, input, job } = await readRecorded(deps.reasoning, name);
  const { id } = record.header;
  if (record.status === "done") throw new PremiseError("run/finished", { run: id });
  // One that waits for its turn has its request, too.
  if (record.status === "running") throw new PremiseError("run/in-use", { run: id, executor: "or waits for its turn" });
  const { model, predictor } = await findModel(deps, input.model);
  const fingerprint = renderFingerprint(predictor.info.fingerprint);
  if (job.fingerprint !== null && job.fingerprint !== fingerprint) throw new PremiseError("run/other-model", { run: id, fingerprint: job.fingerprint, here: fingerprint });
  return await planRun(deps, { model, predictor, input, spent: spentOn(record), giving, begin: () => deps.reasoning.resume(id) });
}

async function planFork(deps: GatewayDeps, name: string, { steps, seed, ...giving }: ForkRequest, key: string | null): Promise<Plan> {
  const { record, input, job } = await readRecorded(deps.reasoning, name);
  if (record.steps.length < steps) throw new PremiseError("run/no-step", { run: record.header.id, steps: record.steps.length, wanted: steps });
  const known = record.steps.slice(0, steps);
  const { model, predictor } = await findModel(deps, input.model);
  const changed = { ...input, key, request: seed === undefined ? input.request : { ...input.request, seed } };
  const made = { ...job, input: changed, fingerprint: renderFingerprint(predictor.info.fingerprint) };
  const spent = known.length === 0 ? 0 : spentOn({ cost: sumCosts(known.map(({ cost }) => cost)) });
  return await planRun(deps, { model, predictor, input: changed, spent, giving, begin: (isDetached) => deps.reasoning.start(made, { isDetached, known }) });
}

async function findModel(deps: GatewayDeps, name: string): Promise<{ readonly model: ServedModel; readonly predictor: Awaited<ReturnType<typeof openServed>> }> {
  const { model } = deps.models.find(name);
  return { model, predictor: await openServed(model) };
}
