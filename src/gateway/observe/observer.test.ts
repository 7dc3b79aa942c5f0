import { trace } from "@opentelemetry/api";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { afterAll, describe, expect, it } from "vitest";
import type { Credences } from "../../protocol/results.ts";
import { createMetrics } from "./metrics.ts";
import { createObserver } from "./observer.ts";
import type { Served } from "./served-request.ts";

const exporter = new InMemorySpanExporter();
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
afterAll(() => trace.disable());

const credences: Credences = {
  authorIsAi: { kind: "measured", mode: "sampled", value: 0.04, logOdds: Math.log(0.04 / 0.96), interval: [0.01, 0.1], prior: 0.01, channels: { native: 1 }, calibrationId: "made-up", n: 90 },
  aiInWorld: { kind: "cannot-measure", reason: "cannot-measure/at-chance" },
};
const served: Served = {
  requestId: "r", method: "POST", route: "/premise/v1/ask", model: "m", keyId: "a-key", status: 200, outcome: "done", code: null, detail: null, usage: null, credences, seconds: 1, traced: {},
};
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe("what is told of an asked question", () => {
  it("has an event of the conventions for each credence, on its span, with a score only where one was measured", () => {
    const observer = createObserver(silent, createMetrics({ active: () => 0, waiting: () => 0 }));
    observer.start({ path: "/premise/v1/ask", method: "post" }).end(served);
    observer.start({ path: "/premise/v1/score", method: "post" }).end({ ...served, route: "/premise/v1/score", credences: null });
    observer.start({ path: "/premise/v1/runs", method: "post" }).end({ ...served, route: "/premise/v1/runs" });
    observer.start({ path: "/premise/v1/runs", method: "get" }).end({ ...served, method: "GET", route: "/premise/v1/runs", model: null, credences: null });
    const [asked, scored, reasoned, ...others] = exporter.getFinishedSpans();
    expect([reasoned?.name, others]).toEqual(["premise.reason m", []]);
    expect(asked?.name).toBe("premise.ask m");
    expect(asked?.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      { name: "gen_ai.evaluation.result", attributes: { "gen_ai.evaluation.name": "author_is_ai", "gen_ai.evaluation.score.value": 0.04 } },
      { name: "gen_ai.evaluation.result", attributes: { "gen_ai.evaluation.name": "ai_in_world", "error.type": "cannot-measure/at-chance" } },
    ]);
    expect(scored?.events).toEqual([]);
  });

  it("is counted by question and model, and where it could not be measured by the reason", async () => {
    const metrics = createMetrics({ active: () => 0, waiting: () => 0 });
    metrics.count(served);
    metrics.count({ ...served, credences: null });
    const text = await metrics.render();
    expect(text).toContain('premise_credence_bucket{le="0.02",question="author_is_ai",model="m"} 0\n');
    expect(text).toContain('premise_credence_bucket{le="0.05",question="author_is_ai",model="m"} 1\n');
    expect(text).toContain('premise_credence_sum{question="author_is_ai",model="m"} 0.04\n');
    expect(text).toContain('premise_credence_count{question="author_is_ai",model="m"} 1\n');
    expect(text).toContain('premise_credence_not_measured_total{question="ai_in_world",model="m",reason="cannot-measure/at-chance"} 1\n');
    expect(text).not.toContain('premise_credence_count{question="ai_in_world"');
    expect(text).not.toContain("a-key");
  });
});
