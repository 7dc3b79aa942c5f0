/** @module Prometheus metrics, in base units, labelled by route, model and status alone. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { metricNames } from "./names.ts";
import type { Served } from "./served-request.ts";

export type Metrics = { readonly count: (served: Served) => void; readonly render: () => Promise<string>; readonly contentType: string };

/** @param now what is under way, and what the store does not have yet. */
export function createMetrics(now: { readonly active: () => number; readonly waiting: () => number }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const requests = new Counter({ name: metricNames.requests, help: "Requests answered.", labelNames: ["route", "model", "status"], registers });
  const duration = new Histogram({
    name: metricNames.duration, help: "Seconds from a request's head to the end of its answer.", labelNames: ["route", "model"], registers,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
  });
  const tokens = new Counter({ name: metricNames.tokens, help: "Tokens of requests that have ended.", labelNames: ["model", "kind"], registers });
  new Gauge({ name: metricNames.active, help: "Requests under way.", registers, collect() { this.set(now.active()); } });
  new Gauge({ name: metricNames.waiting, help: "Entries of the ledger that the store does not have yet.", registers, collect() { this.set(now.waiting()); } });
  return {
    count({ route, model, status, usage, seconds }) {
      const name = model ?? "";
      requests.inc({ route, model: name, status });
      duration.observe({ route, model: name }, seconds);
      if (usage === null) return;
      for (const [kind, value] of [["prompt", usage.promptTokens], ["cached", usage.cachedTokens], ["scored", usage.scoredTokens], ["generated", usage.generatedTokens]] as const) {
        if (value > 0) tokens.inc({ model: name, kind }, value);
      }
    },
    render: async () => await registry.metrics(),
    contentType: registry.contentType,
  };
}
