/** @module Prometheus metrics, in base units, labelled by route, model, status and what is asked of a text alone. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Credences } from "../../protocol/results.ts";
import { metricNames, questionNames } from "./names.ts";
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
  const credence = createCredenceMetrics(registers);
  new Gauge({ name: metricNames.active, help: "Requests under way.", registers, collect() { this.set(now.active()); } });
  new Gauge({ name: metricNames.waiting, help: "Entries of the ledger that the store does not have yet.", registers, collect() { this.set(now.waiting()); } });
  return {
    count({ route, model, status, usage, credences, seconds }) {
      const name = model ?? "";
      requests.inc({ route, model: name, status });
      duration.observe({ route, model: name }, seconds);
      if (credences !== null) credence(name, credences);
      if (usage === null) return;
      for (const [kind, value] of [["prompt", usage.promptTokens], ["cached", usage.cachedTokens], ["scored", usage.scoredTokens], ["generated", usage.generatedTokens]] as const) {
        if (value > 0) tokens.inc({ model: name, kind }, value);
      }
    },
    render: async () => await registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Credences of asked questions, one of each question a request. Those of given texts are no sign of whom the models here predict. */
function createCredenceMetrics(registers: Registry[]): (model: string, credences: Credences) => void {
  const measured = new Histogram({
    name: metricNames.credence, help: "Credences of what was drawn for asked questions.", labelNames: ["question", "model"], registers,
    buckets: [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1],
  });
  const notMeasured = new Counter({ name: metricNames.notMeasured, help: "Credences of asked questions that could not be measured.", labelNames: ["question", "model", "reason"], registers });
  return (model, credences) => {
    for (const [name, each] of Object.entries(credences)) {
      const question = questionNames[name as keyof Credences];
      if (each.kind === "measured") measured.observe({ question, model }, each.value);
      else notMeasured.inc({ question, model, reason: each.reason });
    }
  };
}
