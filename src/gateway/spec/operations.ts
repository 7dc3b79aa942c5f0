/** @module The operations of an OpenAPI document in plain lists, for the page and for docs/api.md. */
import type { OpenApiDocument, Operation } from "./document.ts";

type Schema = { readonly type?: string | readonly string[]; readonly description?: string; readonly properties?: Readonly<Record<string, Schema>>; readonly required?: readonly string[]; readonly items?: Schema; readonly anyOf?: readonly Schema[]; readonly oneOf?: readonly Schema[]; readonly enum?: readonly unknown[]; readonly const?: unknown; readonly minimum?: number; readonly maximum?: number; readonly not?: unknown };
export type Member = { readonly name: string; readonly type: string; readonly isRequired: boolean; readonly description: string };
export type Described = { readonly method: string; readonly path: string; readonly tag: string; readonly summary: string; readonly parameters: readonly string[]; readonly members: readonly Member[]; readonly answer: string; readonly statuses: readonly { readonly status: string; readonly description: string }[] };

/** Every operation but those under `/m/{model}`, which are the same for one model. */
export function listOperations(document: OpenApiDocument): Described[] {
  return Object.entries(document.paths).flatMap(([path, methods]) => (path.startsWith("/m/") ? [] : Object.entries(methods).map(([method, operation]) => describe(method, path, operation))));
}

function describe(method: string, path: string, { tags, summary, requestBody, parameters, responses }: Operation): Described {
  const body = requestBody?.content["application/json"]?.schema as Schema | undefined;
  const errors = Object.entries(responses).filter(([status]) => !status.startsWith("2")).map(([status, { description }]) => ({ status, description }));
  return {
    method: method.toUpperCase(), path, tag: tags[0] ?? "", summary,
    parameters: parameters.map(({ name, in: place }) => `${name} (${place})`),
    members: Object.entries(body?.properties ?? {}).map(([name, schema]) => ({ name, type: nameType(schema), isRequired: body?.required?.includes(name) === true, description: schema.description ?? "" })),
    answer: [responses["200"]?.description ?? "", ...(responses["202"] === undefined ? [] : [`202: ${responses["202"].description}`])].join(" "),
    statuses: errors,
  };
}

function nameType(schema: Schema): string {
  const parts = (schema.anyOf ?? schema.oneOf)?.map(nameType);
  if (parts !== undefined) return [...new Set(parts)].join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const types = (typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["any"])).map((type) => (type === "array" ? nameList(schema.items) : type));
  return types.join(" | ");
}

function nameList(items: Schema | undefined): string {
  if (items === undefined || items.not !== undefined) return "[]";
  const name = nameType(items);
  return name.includes(" | ") ? `(${name})[]` : `${name}[]`;
}
