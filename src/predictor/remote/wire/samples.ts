/** @module Asks for one sample as a stream, of completions or of chats. */
import type { Sampling } from "../../predictor.ts";
import type { Client } from "../transport/client.ts";
import type { WireMessage } from "../vocabulary/vocabulary.ts";
import { completionSchema, readTokens, type WireToken } from "./completion.ts";
import { parseAnswer } from "./parse.ts";
import { completionsPath } from "./scores.ts";

export const chatPath = "/v1/chat/completions";

/** What a sample continues: token ids, text, or a chat. */
export type SamplePrompt = { readonly ids: readonly number[] } | { readonly text: string } | { readonly messages: readonly WireMessage[] };

export type SampleAsk = {
  readonly prompt: SamplePrompt;
  readonly maxTokens: number;
  readonly seed: number;
  readonly sampling: Required<Sampling>;
  /** How many likely tokens to name. */
  readonly top: number;
  /** Whether fields beyond OpenAI's are sent, which strict servers refuse. */
  readonly extras: boolean;
};

/** What one event of the stream brought; `finish` is the server's word for why the sample is over. */
export type SampleChunk = { readonly text: string; readonly tokens: readonly WireToken[]; readonly finish: string | null };

/** The sample piece by piece. @throws PremiseError `remote/...`, `interrupted`, `engine/closed`. */
export async function* askSample(client: Client, model: string, ask: SampleAsk, signal?: AbortSignal): AsyncGenerator<SampleChunk> {
  const path = "messages" in ask.prompt ? chatPath : completionsPath;
  for await (const event of client.stream({ method: "POST", path, body: { model, ...toBody(ask) } }, signal)) {
    const [choice] = parseAnswer(completionSchema, event, client.place, path).choices;
    if (choice === undefined) continue;
    yield { text: choice.text ?? choice.delta?.content ?? "", tokens: readTokens(choice), finish: choice.finish_reason };
  }
}

/** Every setting is sent, since servers have defaults of their own: top-k 40, min-p 0.05, a penalty on repetition. */
function toBody({ prompt, maxTokens, seed, sampling, top, extras }: SampleAsk): Record<string, unknown> {
  const { temperature, topP, topK, minP } = sampling;
  const isChat = "messages" in prompt;
  const further = isChat ? {} : { return_tokens_as_token_ids: true, return_token_ids: true, add_special_tokens: false };
  return {
    ...(isChat ? { messages: prompt.messages, logprobs: true, top_logprobs: top } : { prompt: "ids" in prompt ? prompt.ids : prompt.text, logprobs: Math.max(1, top) }),
    max_tokens: maxTokens,
    temperature,
    top_p: topP,
    // Some servers keep seeds in 32 bits with a sign.
    seed: seed & 0x7fffffff,
    stream: true,
    presence_penalty: 0,
    frequency_penalty: 0,
    ...(extras ? { top_k: topK, min_p: minP, repetition_penalty: 1, repeat_penalty: 1, ...further } : {}),
  };
}
