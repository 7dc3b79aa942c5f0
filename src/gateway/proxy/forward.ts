/** @module Passes a request on to the server of its model, and the answer's body back byte for byte. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Charge } from "../../store/store.ts";
import type { Answer, Author, Tally } from "../http/answer.ts";
import type { ProxiedModel } from "../models/served.ts";
import type { Plan } from "../pipeline/plan.ts";
import { replaceModel } from "./model-member.ts";
import type { UpstreamAnswer } from "../models/exchange.ts";
import { type Price, toFailure, type Upstream } from "../models/upstream.ts";
import { createUsageReader, readUsage, type ToldUsage } from "./usage.ts";

/** Of the request: its text, and what its members say about how much it may cost. */
export type Forwarded = { readonly text: string; readonly path: "/v1/completions" | "/v1/chat/completions"; readonly samples: number; readonly maxTokens: number | null; readonly streamed: boolean };

/** What is held for a generation whose length neither the request nor the operator limits. */
const unlimited = 4096;

export function planForward(model: ProxiedModel, request: Forwarded): Plan {
  const { upstream } = model;
  const hold = estimateHold(request, upstream);
  return {
    kind: "work",
    model: model.id,
    streamed: request.streamed,
    hold,
    price: (tally) => (tally.exact ? { requests: 1, tokens: tally.promptTokens + tally.generatedTokens, micros: toMicros(tally.promptTokens, tally.generatedTokens, upstream.setting.price) } : hold),
    run: async (signal, tally) => {
      // Until the server tells it, what it cost is not known.
      tally.exact = false;
      const answer = await upstream.post(request.path, replaceModel(request.text, upstream.setting.model), signal);
      return await passOn(answer, model, signal, tally);
    },
  };
}

/** A token is at least one byte of the request, and templates add a few. */
function estimateHold({ text, samples, maxTokens }: Forwarded, { setting }: Upstream): Charge {
  const prompt = Math.min(Buffer.byteLength(text) + 64, setting.contextTokens ?? Infinity);
  const generated = samples * (maxTokens ?? Math.min(unlimited, setting.contextTokens ?? Infinity));
  return { requests: 1, tokens: prompt + generated, micros: toMicros(prompt, generated, setting.price) };
}

function toMicros(prompt: number, generated: number, price: Price | null): number {
  return price === null ? 0 : Math.ceil(prompt * price.promptPerMillion + generated * price.generatedPerMillion);
}

async function passOn(answer: UpstreamAnswer, model: ProxiedModel, signal: AbortSignal, tally: Tally): Promise<Answer> {
  const remote = model.upstream.setting.name;
  if (answer.status === 401 || answer.status === 403) {
    await discard(answer);
    throw new PremiseError("remote/unauthorised", { remote, status: answer.status });
  }
  const isAnswer = answer.status < 300;
  const author: Author | null = isAnswer ? { model: model.id, provider: remote } : null;
  if (!isAnswer) settleUsage(tally, none);
  const headers = answer.retryAfter === null ? {} : { headers: { "retry-after": answer.retryAfter } };
  const status = answer.status >= 300 && answer.status < 400 ? 502 : answer.status;
  if ("bytes" in answer) {
    if (isAnswer) settleUsage(tally, readUsage(answer.bytes));
    return { status, ...headers, author, body: { kind: "bytes", bytes: answer.bytes, type: answer.type } };
  }
  return { status, ...headers, author, body: { kind: "chunks", chunks: watch(answer.chunks, answer.type, { remote, signal, tally: isAnswer ? tally : null }), type: answer.type } };
}

const none: ToldUsage = { promptTokens: 0, cachedTokens: 0, generatedTokens: 0 };

async function discard(answer: UpstreamAnswer): Promise<void> {
  if ("bytes" in answer) return;
  for await (const _ of answer.chunks) break;
}

type Watching = { readonly remote: string; readonly signal: AbortSignal; readonly tally: Tally | null };

/** Passes chunks on and reads the usage out of them. */
async function* watch(chunks: AsyncIterable<Uint8Array>, type: string, { remote, signal, tally }: Watching): AsyncGenerator<Uint8Array> {
  const isStream = type.startsWith("text/event-stream");
  const reader = createUsageReader();
  const pieces: Uint8Array[] = [];
  try {
    for await (const chunk of chunks) {
      if (isStream) reader.push(chunk);
      else if (tally !== null) pieces.push(chunk);
      yield chunk;
    }
  } catch (error) {
    throw toFailure(error, remote, signal);
  }
  if (tally !== null) settleUsage(tally, isStream ? reader.read() : readUsage(Buffer.concat(pieces)));
}

function settleUsage(tally: Tally, usage: ToldUsage | null): void {
  if (usage === null) return;
  Object.assign(tally, usage, { exact: true });
}
