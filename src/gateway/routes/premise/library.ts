/** @module GET /premise/v1/premises, /premise/v1/premises/{id}, /premise/v1/runs and /premise/v1/runs/{id} */
import { premiseHash } from "../../../premises/hash.ts";
import { summariseRun } from "../../../runs/summary.ts";
import type { GatewayDeps } from "../../deps.ts";
import { plain } from "../../http/answer.ts";
import { free } from "../../pipeline/plan.ts";
import { route, type Route } from "../../pipeline/route.ts";

const common = { method: "get", tag: "Premise", perModel: false, body: null } as const;

export function premisesRoutes(deps: GatewayDeps): Route[] {
  return [
    route({
      ...common, path: "/premise/v1/premises", summary: "The premises that can be asked under.", scope: "infer", givesText: false,
      answer: { description: "Id, version, hash, title and summary of each." },
      plan: () => free(() => plain({ premises: deps.premises.list().map((premise) => ({ id: premise.id, version: premise.version, hash: premiseHash(premise), title: premise.title, summary: premise.summary })) })),
    }),
    route({
      ...common, path: "/premise/v1/premises/:id", summary: "One premise, whole.", scope: "infer", givesText: false,
      answer: { description: "The premise and its hash." },
      plan: ({ params }) => free(() => {
        const premise = deps.premises.find(params["id"] ?? "");
        return plain({ hash: premiseHash(premise), premise });
      }),
    }),
  ];
}

/** Runs hold what models wrote, so whoever reads them is told whose text it is. */
export function runsRoutes(deps: GatewayDeps): Route[] {
  return [
    route({
      ...common, path: "/premise/v1/runs", summary: "All recorded runs, newest first.", scope: "read", givesText: false,
      answer: { description: "Header, status, cost and number of steps of each." },
      plan: () => free(async () => plain({ runs: (await deps.runs.list()).map(summariseRun) })),
    }),
    route({
      ...common, path: "/premise/v1/runs/:id", summary: "One run, step by step.", scope: "read", givesText: true,
      answer: { description: "The run's record." },
      errors: [500],
      plan: ({ params }) => free(async () => {
        const record = await deps.runs.read(params["id"] ?? "");
        return { ...plain(record), author: { model: "recorded", provider: "premise" } };
      }),
    }),
  ];
}
