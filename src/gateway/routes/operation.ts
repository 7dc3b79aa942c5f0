/** @module GET /healthz, /readyz and /metrics */
import { z } from "zod";
import type { GatewayDeps } from "../deps.ts";
import { plain } from "../http/answer.ts";
import { free } from "../pipeline/plan.ts";
import { route, type Route } from "../pipeline/route.ts";

const common = { method: "get", tag: "Operation", perModel: false, givesText: false, body: null } as const;
const state = z.object({ status: z.string() });

export function operationRoutes(deps: GatewayDeps): Route[] {
  return [
    route({
      ...common, path: "/healthz", summary: "Whether the process answers.", scope: null,
      answer: { description: "It does.", schema: state.extend({ version: z.string() }) },
      plan: () => free(() => plain({ status: "ok", version: deps.version })),
    }),
    route({
      ...common, path: "/readyz", summary: "Whether all models are loaded and the server is not stopping.", scope: null,
      answer: { description: "It is ready.", schema: state }, errors: [503],
      plan: () => free(() => {
        const ready = deps.models.areReady() && !deps.lifetime.isStopping();
        return plain({ status: ready ? "ready" : deps.lifetime.isStopping() ? "stopping" : "loading" }, ready ? 200 : 503);
      }),
    }),
    route({
      ...common, path: "/metrics", summary: "Metrics in Prometheus' text form.", scope: "read",
      answer: { description: "The metrics.", type: "text/plain" },
      plan: () => free(async () => ({ status: 200, author: null, body: { kind: "text", text: await deps.metrics.render(), type: deps.metrics.contentType } })),
    }),
  ];
}
