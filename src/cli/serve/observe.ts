/** @module The server's log, and its traces where `OTEL_EXPORTER_OTLP_ENDPOINT` says where to. */
import { destination, type Logger, pino } from "pino";
import { type Environment, readVariable } from "../../config/environment.ts";

/** JSON lines on stderr, one a request, gathered for a fifth of a second; what would be a secret has no place in them. */
export function createLog(level: "info" | "warn"): { readonly log: Logger; readonly flush: () => void } {
  const sink = destination({ fd: 2, sync: false, minLength: 4096, periodicFlush: 200 });
  const log = pino({ level, base: null, redact: ["headers", "authorization", "key"] }, sink);
  return { log, flush: () => sink.flushSync() };
}

/** Starts exporting spans; resolves with what sends the last ones. */
export async function startTracing(env: Environment, version: string): Promise<() => Promise<void>> {
  if (readVariable(env, "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") === undefined) return async () => undefined;
  const [{ NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, { resourceFromAttributes }] = await Promise.all([
    import("@opentelemetry/sdk-trace-node"), import("@opentelemetry/exporter-trace-otlp-http"), import("@opentelemetry/resources"),
  ]);
  const resource = resourceFromAttributes({ "service.name": readVariable(env, "OTEL_SERVICE_NAME") ?? "premise", "service.version": version });
  const provider = new NodeTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
  provider.register();
  return async () => await provider.shutdown().catch(() => undefined);
}
