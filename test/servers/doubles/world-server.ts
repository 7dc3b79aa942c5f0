/** @module A server on this machine that speaks OpenAI's wire over the exact world, rightly or with one lie. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isPremiseError } from "../../../src/errors/premise-error.ts";
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { createVocabulary } from "../../../src/predictor/world/vocabulary.ts";
import { createWorldPredictor } from "../../../src/predictor/world/world-predictor.ts";
import { fourAuthors } from "../../../src/predictor/world/worlds.ts";
import { answerCompletion, streamCompletion, type WireBody } from "./completions.ts";
import type { Lie } from "./lies.ts";

export type ServerSetting = {
  readonly dialect?: "echo" | "prompt-logprobs" | "both" | "none";
  readonly lie?: Lie;
  /** How many likely tokens it names at most; more are refused. Default: all. */
  readonly maxTop?: number;
  /** Token names: `ids` when asked for as ids (vLLM), `text` always as text. */
  readonly names?: "ids" | "text" | "rows";
  /** Tokens in one event of a stream. */
  readonly chunk?: number;
  /** Refuses `max_tokens: 0`. */
  readonly generatesAlways?: boolean;
  /** Refuses every field that is not OpenAI's. */
  readonly strict?: boolean;
  readonly takesIds?: boolean;
  readonly tokenizer?: "vllm" | "llama.cpp" | "none";
  readonly completions?: boolean;
  /** The key it wants. */
  readonly key?: string;
  /** Answers before anything else; true: it has answered. */
  readonly first?: (request: IncomingMessage, response: ServerResponse, count: number) => boolean | Promise<boolean>;
};

export type Scenery = ServerSetting & { readonly predictor: Predictor; readonly bytesOf: (token: number) => Uint8Array; readonly textOf: (token: number) => string; turn: number };

export type WorldServer = AsyncDisposable & { readonly url: string; readonly paths: string[]; readonly open: () => Promise<number> };

const openAiFields = new Set([
  "model", "prompt", "max_tokens", "temperature", "top_p", "n", "stream", "logprobs", "echo", "stop", "presence_penalty", "frequency_penalty", "seed", "user", "messages", "top_logprobs",
]);

/** Starts it; disposing stops it and drops its connections. */
export async function startWorldServer(setting: ServerSetting = {}): Promise<WorldServer> {
  const vocabulary = createVocabulary(fourAuthors);
  const scenery: Scenery = { ...setting, predictor: createWorldPredictor({ contextTokens: 512 }), bytesOf: (token) => vocabulary.bytesOf(token), textOf: (token) => vocabulary.detokenize([token]), turn: 0 };
  const paths: string[] = [];
  const server = createServer((request, response) => {
    paths.push(request.url ?? "");
    answer(scenery, request, response, paths.length).catch((error: unknown) => fail(response, error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    paths,
    open: () => new Promise((resolve, reject) => server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)))),
    [Symbol.asyncDispose]: close,
  };
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(scenery: Scenery, request: IncomingMessage, response: ServerResponse, count: number): Promise<void> {
  const body = await readBody(request);
  if ((await scenery.first?.(request, response, count)) === true) return;
  if (scenery.key !== undefined && request.headers.authorization !== `Bearer ${scenery.key}`) throw new Refusal(401, `wrong key ${request.headers.authorization ?? ""}`);
  const { predictor, tokenizer = "vllm" } = scenery;
  const path = request.url ?? "";
  if (path === "/v1/models") return send(response, { data: [{ id: "world", object: "model", owned_by: "premise", max_model_len: predictor.info.contextTokens }] });
  if (path === "/tokenizer_info" && tokenizer === "vllm") return send(response, { bos_token: "<|begin|>", eos_token: "<|end|>", vocab_size: predictor.info.vocabularySize });
  if (path === "/tokenize" && tokenizer !== "none") return send(response, { tokens: await tokenize(scenery, body) });
  if (path === "/detokenize" && tokenizer !== "none") {
    const [text] = await predictor.detokenize([body["tokens"] as number[]]);
    return send(response, tokenizer === "vllm" ? { prompt: text } : { content: text });
  }
  const isChat = path === "/v1/chat/completions";
  if (!isChat && (path !== "/v1/completions" || scenery.completions === false)) throw new Refusal(404, `no ${path}`);
  const unknown = Object.keys(body).find((field) => !openAiFields.has(field));
  if (scenery.strict === true && unknown !== undefined) throw new Refusal(400, `Unrecognized request argument supplied: ${unknown}`);
  const asked = await toWireBody(scenery, body, isChat);
  if (asked.stream) return await streamCompletion(scenery, asked, response, isChat);
  sendText(response, await answerCompletion(scenery, asked));
}

async function tokenize({ predictor, tokenizer = "vllm" }: Scenery, body: Readonly<Record<string, unknown>>): Promise<number[]> {
  const text = tokenizer === "vllm" ? body["prompt"] : (body["content"] ?? "");
  if (typeof text !== "string") throw new Refusal(422, "prompt: Field required");
  const [ids = []] = await predictor.tokenize([[{ text, control: body["parse_special"] !== false }]]);
  const special = tokenizer === "vllm" ? body["add_special_tokens"] !== false : body["add_special"] === true;
  return special ? [predictor.info.bos.token ?? 0, ...ids] : ids;
}

async function toWireBody(scenery: Scenery, body: Readonly<Record<string, unknown>>, isChat: boolean): Promise<WireBody> {
  const { predictor, takesIds = true, maxTop = predictor.info.vocabularySize } = scenery;
  const messages = (body["messages"] ?? []) as { content: string }[];
  const prompt = isChat ? messages.map(({ content }) => content).join("\n") : body["prompt"];
  const prompts = Array.isArray(prompt) && typeof prompt[0] !== "number" ? (prompt as unknown[]) : [prompt];
  const top = Number(isChat ? body["top_logprobs"] : (body["prompt_logprobs"] ?? body["logprobs"] ?? 0));
  if (top > maxTop) throw new Refusal(400, `at most ${maxTop} logprobs`);
  if (scenery.generatesAlways === true && body["max_tokens"] === 0) throw new Refusal(400, "max_tokens must be at least 1");
  if (!takesIds && prompts.some((each) => typeof each !== "string")) throw new Refusal(422, "prompt: Input should be a valid string");
  const ids = await Promise.all(prompts.map(async (each) => (typeof each === "string" ? [predictor.info.bos.token ?? 0, ...((await predictor.tokenize([each]))[0] ?? [])] : (each as number[]))));
  const unknown = ids.flat().find((id) => !Number.isInteger(id) || id < 0 || id >= predictor.info.vocabularySize);
  if (unknown !== undefined) throw new Refusal(400, `Token id ${unknown} is out of vocabulary`);
  return { prompts: ids, top, maxTokens: Number(body["max_tokens"] ?? 16), echo: body["echo"] === true, promptLogprobs: body["prompt_logprobs"] !== undefined, asIds: body["return_tokens_as_token_ids"] === true, stream: body["stream"] === true, fields: body };
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return pieces.length === 0 ? {} : (JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>);
}

function send(response: ServerResponse, value: unknown): void {
  sendText(response, JSON.stringify(value));
}

function sendText(response: ServerResponse, text: string): void {
  response.writeHead(200, { "content-type": "application/json" }).end(text);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) return void response.destroy();
  const status = error instanceof Refusal ? error.status : isPremiseError(error) ? 400 : 500;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error: { message: String((error as Error).message), type: "invalid_request_error", code: status } }));
}
