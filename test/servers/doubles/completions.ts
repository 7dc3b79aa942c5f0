/** @module Completions of the exact world on OpenAI's wire, written by hand so that keys keep their order. */
import type { ServerResponse } from "node:http";
import type { RankedToken, SampledToken, SampleRequest } from "../../../src/predictor/predictor.ts";
import { tellPrompt, toBase2, type Position } from "./lies.ts";
import type { Scenery } from "./world-server.ts";

export type WireBody = {
  readonly prompts: readonly (readonly number[])[];
  readonly top: number;
  readonly maxTokens: number;
  readonly echo: boolean;
  readonly promptLogprobs: boolean;
  /** Whether tokens are to be named as ids. */
  readonly asIds: boolean;
  readonly stream: boolean;
  readonly fields: Readonly<Record<string, unknown>>;
};

type Named = { readonly token: number; readonly logprob: number | null; readonly top: readonly RankedToken[] };

export async function answerCompletion(scenery: Scenery, body: WireBody): Promise<string> {
  scenery.turn++;
  const { lie = null, dialect = "both", predictor } = scenery;
  const choices: string[] = [];
  for (const [index, ids] of body.prompts.entries()) {
    const generated = await generate(scenery, body, ids);
    const scene = { predictor, ids, top: body.top, prompts: body.prompts.length, turn: scenery.turn };
    const wantsEcho = body.echo && dialect !== "prompt-logprobs" && dialect !== "none" && lie !== "echo-dropped";
    const wantsPrompt = body.promptLogprobs && dialect !== "echo" && dialect !== "none" && lie !== "echo-dropped";
    const echoed = wantsEcho ? await tellPrompt(scene, lie) : [];
    const prompt = wantsPrompt ? writePrompt(scenery, await tellPrompt(scene, lie), body.top) : "null";
    const logprobs = body.fields["logprobs"] === undefined ? "null" : writeColumns(scenery, body, [...echoed, ...generated]);
    choices.push(`{"index":${index},"text":"","logprobs":${logprobs},"finish_reason":"length","prompt_logprobs":${prompt}}`);
  }
  const tokens = body.prompts.reduce((sum, ids) => sum + ids.length, 0);
  // Choices in another order than their prompts, which index tells.
  return `{"id":"cmpl-1","object":"text_completion","choices":[${choices.toReversed().join(",")}],"usage":{"prompt_tokens":${lie === "bos-added" ? tokens + body.prompts.length : tokens}}}`;
}

async function generate(scenery: Scenery, body: WireBody, ids: readonly number[]): Promise<Named[]> {
  if (body.maxTokens === 0) return [];
  const tokens: Named[] = [];
  for await (const event of scenery.predictor.sample([toRequest(scenery, body, ids)])) {
    if (event.kind === "refused") throw event.error;
    if (event.kind === "token") tokens.push(toNamed(scenery, event.token));
  }
  return tokens;
}

/** An event for every `chunk` tokens, the sample's text in pieces that end with whole characters. */
export async function streamCompletion(scenery: Scenery, body: WireBody, response: ServerResponse, isChat: boolean): Promise<void> {
  const [ids = []] = body.prompts;
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  response.writeHead(200, { "content-type": "text/event-stream" });
  let waiting: SampledToken[] = [];
  const flush = (finish: string | null): void => {
    const shown = waiting.map(({ token }) => decoder.decode(scenery.bytesOf(token), { stream: true })).join("");
    const named = waiting.map((token) => toNamed(scenery, token));
    const logprobs = isChat || scenery.names === "rows" ? writeRows(scenery, named) : writeColumns(scenery, body, named);
    const text = JSON.stringify(shown + (finish === null ? "" : decoder.decode()));
    response.write(`data: {"choices":[{"index":0,${isChat ? `"delta":{"content":${text}}` : `"text":${text}`},"logprobs":${logprobs},"finish_reason":${JSON.stringify(finish)}}]}\n\n`);
    waiting = [];
  };
  for await (const event of scenery.predictor.sample([toRequest(scenery, body, ids)])) {
    if (response.destroyed) return;
    if (event.kind === "refused") throw event.error;
    if (event.kind === "end") flush(event.end.reason === "end-of-text" ? "stop" : "length");
    else if (waiting.push(event.token) >= (scenery.chunk ?? 1)) flush(null);
  }
  response.end('data: {"choices":[],"usage":{"prompt_tokens":1}}\n\ndata: [DONE]\n\n');
}

function toRequest({ lie }: Scenery, { fields, maxTokens, top }: WireBody, context: readonly number[]): SampleRequest {
  const number = (name: string, otherwise: number): number => (typeof fields[name] === "number" ? fields[name] : otherwise);
  const temperature = number("temperature", 1);
  return {
    context,
    maxTokens,
    seed: number("seed", 0),
    temperature: lie === "sharpened" && temperature === 1 ? 0.4 : temperature,
    topP: number("top_p", 1),
    topK: Math.max(0, number("top_k", 0)),
    minP: number("min_p", 0),
    want: { top },
  };
}

function toNamed({ lie }: Scenery, { token, logprob, top }: SampledToken): Named {
  const named = { token, logprob, top: top ?? [] };
  return lie === "log2" ? toBase2(named) : named;
}

function writeColumns(scenery: Scenery, body: WireBody, all: readonly Named[]): string {
  const tokens = all.map(({ token }) => nameOf(scenery, body, token));
  const tops = all.map((named) => (named.logprob === null ? "null" : writeTop(scenery, body, named)));
  let offset = 0;
  // Offsets are in code points.
  const offsets = tokens.map((name) => (offset += [...name].length) - [...name].length);
  return `{"text_offset":${JSON.stringify(offsets)},"tokens":${JSON.stringify(tokens)},"token_logprobs":[${all.map(({ logprob }) => write(logprob)).join(",")}],"top_logprobs":[${tops.join(",")}]}`;
}

/** As vLLM does: the likeliest, and the token itself where it is not among them. */
function writeTop(scenery: Scenery, body: WireBody, { token, logprob, top }: Named): string {
  const kept = top.slice(0, body.top);
  const all = kept.some((other) => other.token === token) || logprob === null ? kept : [{ token, logprob }, ...kept];
  const members = all.map((other) => [nameOf(scenery, body, other.token), other.logprob] as const);
  return `{${[...new Map(members.toReversed())].map(([name, value]) => `${JSON.stringify(name)}:${write(value)}`).join(",")}}`;
}

function writeRows({ textOf, bytesOf }: Scenery, all: readonly Named[]): string {
  const row = (token: number, logprob: number | null): string => `"token":${JSON.stringify(textOf(token))},"bytes":${JSON.stringify([...bytesOf(token)])},"logprob":${write(logprob)}`;
  const rows = all.map(({ token, logprob, top }) => `{${row(token, logprob)},"top_logprobs":[${top.map((other) => `{${row(other.token, other.logprob)}}`).join(",")}]}`);
  return `{"content":[${rows.join(",")}]}`;
}

/** The token itself comes first, as vLLM has it. */
function writePrompt({ textOf, lie }: Scenery, positions: readonly Position[], top: number): string {
  const written = positions.map(({ token, logprob, top: ranked }) => {
    if (logprob === null && lie !== "top-k-only") return "null";
    const own = logprob === null ? [] : [[token, logprob] as const];
    const others = ranked.slice(0, top).filter((other) => other.token !== token || logprob === null);
    const members = [...own, ...others.map((other) => [other.token, other.logprob] as const)].map(([id, value]) => `"${id}":{"logprob":${write(value)},"rank":1,"decoded_token":${JSON.stringify(textOf(id))}}`);
    return `{${members.join(",")}}`;
  });
  return `[${written.join(",")}]`;
}

function nameOf({ textOf, names = "ids" }: Scenery, { asIds }: WireBody, token: number): string {
  return asIds && names === "ids" ? `token_id:${token}` : textOf(token);
}

function write(value: number | null): string {
  return value === null ? "null" : String(value);
}
