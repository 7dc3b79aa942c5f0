/** @module What is told of each request: one log line, metrics, a span. No text, no key, no user. */
import { type Attributes, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import type { Credences } from "../../protocol/results.ts";
import type { Metrics } from "./metrics.ts";
import { evaluation, operationOf, questionNames, spanAttributes } from "./names.ts";
import type { Served } from "./served-request.ts";

/** pino's logger, as far as it is used. */
export type Log = { readonly info: (facts: object, text: string) => void; readonly warn: (facts: object, text: string) => void; readonly error: (facts: object, text: string) => void };

/** `method` as routes have it. */
export type Observer = { readonly start: (route: { readonly path: string; readonly method: string }) => { readonly end: (served: Served) => void } };

export function createObserver(log: Log, metrics: Metrics): Observer {
  const tracer = trace.getTracer("premise");
  return {
    start({ path, method: verb }) {
      // Looking is no operation of a model.
      const operation = verb === "post" ? operationOf[path] : undefined;
      const span = operation === undefined ? null : tracer.startSpan(operation);
      return {
        end(served) {
          metrics.count(served);
          const { requestId, method, route, model, keyId, status, outcome, code, detail, usage, seconds } = served;
          const facts = { requestId, method, route, status, outcome, ...present({ model, keyId, code, detail }), ...usage, ms: Math.round(seconds * 1e4) / 10 };
          if (status >= 500 && outcome === "failed" && code !== null) log.error(facts, "request");
          else log.info(facts, "request");
          if (span === null) return;
          span.updateName(`${operation} ${model ?? ""}`.trim()).setAttributes(toAttributes(served, operation ?? ""));
          if (served.credences !== null) tellCredences(span, served.credences);
          if (outcome === "failed") span.setStatus({ code: SpanStatusCode.ERROR });
          span.end();
        },
      };
    },
  };
}

function tellCredences(span: Span, credences: Credences): void {
  for (const [name, credence] of Object.entries(credences)) {
    const result = credence.kind === "measured" ? { [evaluation.score]: credence.value } : { [evaluation.error]: credence.reason };
    span.addEvent(evaluation.event, { [evaluation.name]: questionNames[name as keyof Credences], ...result });
  }
}

function toAttributes({ requestId, method, route, model, status, outcome, code, usage, traced }: Served, operation: string): Attributes {
  return {
    ...traced,
    [spanAttributes.operation]: operation,
    [spanAttributes.provider]: "premise",
    [spanAttributes.route]: route,
    [spanAttributes.method]: method,
    [spanAttributes.status]: status,
    [spanAttributes.requestId]: requestId,
    [spanAttributes.outcome]: outcome,
    ...present({ [spanAttributes.model]: model, [spanAttributes.error]: code }),
    ...(usage === null ? {} : { [spanAttributes.inputTokens]: usage.promptTokens + usage.scoredTokens, [spanAttributes.outputTokens]: usage.generatedTokens }),
  };
}

function present(members: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(members).filter((member): member is [string, string] => member[1] !== null));
}
