/** @module Every name that metrics, traces and logs use. Spans and attributes: OpenTelemetry's GenAI conventions, which still move; ours begin with `premise.`. */
import type { Credences } from "../../protocol/results.ts";

export const metricNames = {
  requests: "premise_requests_total",
  duration: "premise_request_duration_seconds",
  tokens: "premise_tokens_total",
  active: "premise_requests_active",
  waiting: "premise_ledger_waiting",
  credence: "premise_credence",
  notMeasured: "premise_credence_not_measured_total",
} as const;

export const spanAttributes = {
  operation: "gen_ai.operation.name",
  model: "gen_ai.request.model",
  provider: "gen_ai.provider.name",
  inputTokens: "gen_ai.usage.input_tokens",
  outputTokens: "gen_ai.usage.output_tokens",
  status: "http.response.status_code",
  route: "http.route",
  method: "http.request.method",
  error: "error.type",
  requestId: "premise.request.id",
  outcome: "premise.request.outcome",
  maxTokens: "gen_ai.request.max_tokens",
  temperature: "gen_ai.request.temperature",
  topP: "gen_ai.request.top_p",
  topK: "gen_ai.request.top_k",
  seed: "gen_ai.request.seed",
  choices: "gen_ai.request.choice.count",
  premiseId: "gen_ai.prompt.name",
  premiseHash: "gen_ai.prompt.version",
} as const;

/** A credence on a span: an event of the conventions, with `error.type` where it is cannot-measure. */
export const evaluation = { event: "gen_ai.evaluation.result", name: "gen_ai.evaluation.name", score: "gen_ai.evaluation.score.value", error: "error.type" } as const;

/** What is asked, as traces and metrics call it. */
export const questionNames: Readonly<Record<keyof Credences, string>> = { authorIsAi: "author_is_ai", aiInWorld: "ai_in_world", knowsPredicted: "knows_predicted" };

/** The operation that a route is in the conventions' terms; null: none of a model's. */
export const operationOf: Readonly<Record<string, string | undefined>> = {
  "/v1/completions": "text_completion",
  "/v1/chat/completions": "chat",
  "/premise/v1/ask": "premise.ask",
  "/premise/v1/score": "premise.score",
  "/premise/v1/credence": "premise.credence",
  "/premise/v1/runs": "premise.reason",
  "/premise/v1/runs/:id/resume": "premise.reason",
  "/premise/v1/runs/:id/fork": "premise.reason",
};
