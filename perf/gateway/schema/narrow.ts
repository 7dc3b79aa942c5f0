/** @module The server's own OpenAPI document, narrowed so that a valid case is one that a model answers at once: names that exist, and small amounts. */

type Json = Record<string, unknown>;
type Parameter = { name: string; schema: Json };
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Body }> } };
type Body = Json & { properties?: Record<string, unknown>; required?: string[] };
export type OpenApi = Json & { paths: Record<string, Record<string, Operation>> };

export type Names = {
  /** A model that answers at once, and one that has a chat template. */
  readonly toy: string;
  readonly small: string;
  readonly premises: readonly string[];
  readonly run: string;
};

const amounts: Readonly<Record<string, Json>> = {
  n: { type: "integer", minimum: 1, maximum: 4 },
  max_tokens: { type: "integer", minimum: 1, maximum: 16 },
  max_completion_tokens: { type: "integer", minimum: 1, maximum: 16 },
  maxTokens: { type: "integer", minimum: 1, maximum: 16 },
  samples: { type: "integer", minimum: 1, maximum: 4 },
};

/** Only streams are asked for, and nothing that contradicts something else. */
const streaming: Readonly<Record<string, Json>> = { stream: { const: true }, logprobs: { const: true } };
const contradicting = ["best_of", "max_tokens"];

/** What the narrowed runs leave out of the document's inputs, in words for the page. */
export const narrowing = "`model`, premises and runs are ones that exist (a chat asks the model with a template, a question the toy world); `n` and `samples` are at most 4, new tokens at most 16, and a chat says how many";

/** @param onlyStreams leaves the routes that stream, which then are asked for streams alone. */
export function narrow(document: OpenApi, names: Names, onlyStreams: boolean): OpenApi {
  const paths = Object.entries(structuredClone(document.paths)).filter(([path]) => !onlyStreams || /completions$|\/ask$/.test(path));
  for (const [path, methods] of paths) for (const operation of Object.values(methods)) narrowOperation(path, operation, names, onlyStreams);
  return { ...document, paths: Object.fromEntries(paths) };
}

function narrowOperation(path: string, { parameters = [], requestBody }: Operation, names: Names, onlyStreams: boolean): void {
  for (const parameter of parameters) {
    const values = valuesOf(path, parameter.name, names);
    if (values !== null) parameter.schema = { enum: values };
  }
  const body = requestBody?.content["application/json"]?.schema;
  if (body?.properties === undefined) return;
  const { properties } = body;
  const set = (values: Readonly<Record<string, Json>>): void => {
    for (const [name, schema] of Object.entries(values)) if (name in properties) properties[name] = schema;
  };
  set(amounts);
  set({ model: { enum: modelsOf(path, names) }, premise: path.endsWith("/ask") ? { enum: names.premises } : (properties["premise"] as Json) });
  const isChat = path.endsWith("/chat/completions");
  body.required = [...(body.required ?? []), ...(!path.startsWith("/m/") && "model" in properties ? ["model"] : []), ...(isChat ? ["max_completion_tokens"] : [])];
  if (!onlyStreams) return;
  set(streaming);
  for (const name of isChat ? contradicting : ["best_of"]) delete properties[name];
  body.required = [...body.required, "stream", ...("logprobs" in properties ? ["logprobs"] : [])];
}

function modelsOf(path: string, { toy, small }: Names): string[] {
  if (path.endsWith("/chat/completions")) return [small];
  return path.endsWith("/ask") ? [toy] : [toy, small];
}

/** null: whatever the document says. */
function valuesOf(path: string, name: string, names: Names): readonly string[] | null {
  if (name === "model") return modelsOf(path, names);
  if (name !== "id") return null;
  if (path.includes("/models/")) return [names.toy, names.small];
  if (path.includes("/premises/")) return names.premises;
  return path.includes("/runs/") ? [names.run] : null;
}
