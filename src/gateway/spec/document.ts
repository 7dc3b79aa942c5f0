/** @module The OpenAPI document, from the routes and the schemas that check their requests. */
import { z } from "zod";
import { failedBody } from "../../protocol/premise/requests.ts";
import type { Route } from "../pipeline/route.ts";

const meanings: Readonly<Record<number, string>> = {
  400: "The request is wrong; `param` names what.", 401: "No valid key.", 403: "The key may not do this, or the page may not call.", 404: "No such thing here.", 405: "The address takes another method.",
  408: "The body came too slowly.", 409: "It is there already.", 413: "The body is too long.", 415: "The body is not JSON.", 422: "The gate refused, or it cannot be measured.", 429: "A budget, a rate or the queue is full; see Retry-After.",
  500: "A failure of the server.", 502: "The server of this model failed.", 503: "Not now: loading, opening, or stopping; see Retry-After.", 504: "The server of this model was too slow.",
};

/** Statuses that a route may always answer with. */
function statusesOf(route: Route, isForModel: boolean): number[] {
  const always = [401, 403, 500, 503];
  const withBody = route.body === null ? [] : [400, 408, 413, 415];
  const named = route.body !== null || isForModel || route.path.includes(":") ? [404] : [];
  const withQuery = route.query === undefined && route.body === null && !isForModel ? [] : [400];
  return [...new Set([...(route.scope === null ? [403, 500] : always), ...withBody, ...withQuery, ...named, ...(route.errors ?? [])])].sort((a, b) => a - b);
}

type JsonSchema = Readonly<Record<string, unknown>>;
type Response = { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>; readonly headers?: Readonly<Record<string, unknown>> };
type Parameter = { readonly name: string; readonly in: "path" | "query"; readonly required: boolean; readonly schema: JsonSchema };

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: true; readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, Response>>;
};

export type OpenApiDocument = {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string; readonly license: { readonly name: string; readonly identifier: string } };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: JsonSchema;
};

/** OpenAPI 3.1, whose schemas are JSON Schema 2020-12, which zod gives. */
export function createDocument(routes: readonly Route[], version: string): OpenApiDocument {
  const operations = routes.flatMap((route) => [toOperation(route, false), ...(route.perModel ? [toOperation(route, true)] : [])]);
  const paths: Record<string, Record<string, Operation>> = {};
  for (const { path, method, operation } of operations) paths[path] = { ...paths[path], [method]: operation };
  return {
    openapi: "3.1.0",
    info: {
      title: "Premise",
      version,
      description: "Honest human predictions behind OpenAI's wire. Every answer that carries a model's text has the header AI-Disclosure; errors have OpenAI's shape.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    tags: ["OpenAI", "Tokenizer", "Premise", "Operation"].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Error: toSchema(failedBody, "output") },
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "A key of `premise keys create`. On a loopback address none is needed by default." } },
    },
  };
}

function toOperation(route: Route, isForModel: boolean): { path: string; method: string; operation: Operation } {
  const { method, path, summary, tag, scope, body, query, answer } = route;
  const errors = statusesOf(route, isForModel).map((status) => [status, toError(status)] as const);
  const operation: Operation = {
    operationId: `${method}${isForModel ? "/m" : ""}${path}`.replace(/\W+(\w)/g, (_match, letter: string) => letter.toUpperCase()),
    summary: isForModel ? `${summary} Of the model in the address.` : summary,
    tags: [tag],
    ...(scope === null ? {} : { security: [{ key: [] }, {}] }),
    parameters: [...pathParameters(path, isForModel), ...(query === undefined ? [] : queryParameters(query))],
    ...(body === null ? {} : { requestBody: { required: true, content: { "application/json": { schema: toSchema(body, "input") } } } }),
    responses: { 200: { description: answer.description, content: toContent(answer), ...(route.givesText ? { headers: { "AI-Disclosure": disclosure } } : {}) }, ...(answer.accepted === undefined ? {} : { 202: { description: answer.accepted, content: idAlone } }), ...Object.fromEntries(errors) },
  };
  return { path: `${isForModel ? "/m/{model}" : ""}${path.replace(/:(\w+)/g, "{$1}")}`, method, operation };
}

function pathParameters(path: string, isForModel: boolean): Parameter[] {
  const names = [...(isForModel ? ["model"] : []), ...[...path.matchAll(/:(\w+)/g)].map(([, name]) => name ?? "")];
  return names.map((name) => ({ name, in: "path", required: true, schema: { type: "string", minLength: 1 } }));
}

function queryParameters(query: z.ZodObject): Parameter[] {
  const { properties = {}, required = [] } = toSchema(query, "input") as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: required.includes(name), schema }));
}

function toError(status: number): Response {
  return { description: meanings[status] ?? "", content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } };
}

const disclosure = { description: "A Dictionary of RFC 9651: mode, model, provider, date.", schema: { type: "string" } };

const idAlone = { "application/json": { schema: { type: "object", properties: { id: { type: "string" } }, required: ["id"] } } };

function toContent({ schema, type, streams }: Route["answer"]): NonNullable<Response["content"]> {
  return { [type ?? "application/json"]: { schema: schema === undefined ? {} : toSchema(schema, "output") }, ...(streams === true ? { "text/event-stream": {} } : {}) };
}

function toSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
