/** @module The wire of `/v1/chat/completions`. Source: OpenAI's API reference. */
import { z } from "zod";
import { bookkeeping, count, disclosed, finishReason, logprob, never, refused, sampling, streaming, usage, wellFormed } from "./shared.ts";

const content = z.union([wellFormed, z.array(z.strictObject({ type: z.literal("text", "only text is supported"), text: wellFormed })).min(1)], "must be a text, or parts of type text");

const message = z.strictObject({
  role: z.enum(["system", "developer", "user", "assistant"], "must be system, developer, user or assistant"),
  content,
  name: z.string().optional(),
  refusal: z.null().optional(),
});

const noTools = "models here write text and call nothing";

export const chatRequest = z.strictObject({
  model: z.string().optional(),
  messages: z.array(message).min(1).max(2048),
  max_tokens: count.nullable().optional(),
  max_completion_tokens: count.nullable().optional().describe("Default: as many as the context has room for."),
  ...sampling,
  ...streaming,
  logprobs: z.boolean().nullable().optional(),
  top_logprobs: z.int().min(0).max(1000).nullable().optional(),
  tools: z.array(z.never(`is not supported: ${noTools}; leave it out`)).nullable().optional(),
  tool_choice: z.literal("none", `is not supported: ${noTools}; leave it out`).nullable().optional(),
  parallel_tool_calls: z.boolean().nullable().optional(),
  functions: never(noTools),
  function_call: z.literal("none", `is not supported: ${noTools}; leave it out`).nullable().optional(),
  modalities: z.array(z.literal("text", "only text is supported")).nullable().optional(),
  audio: never("only text is supported"),
  reasoning_effort: never("the model is sampled as it is"),
  prediction: never("the model is sampled as it is"),
  premise: never("strategies for dialogue are not there yet"),
  ...refused,
  ...bookkeeping,
});
export type ChatRequest = z.output<typeof chatRequest>;

const chatTop = z.object({ token: z.string(), logprob, bytes: z.array(z.int()).nullable() });
export const chatLogprobs = z.object({ content: z.array(chatTop.extend({ top_logprobs: z.array(chatTop) })), refusal: z.null() });
export type ChatLogprobs = z.output<typeof chatLogprobs>;

export const chatCompletion = z.object({
  id: z.string(),
  object: z.literal("chat.completion"),
  created: z.int(),
  model: z.string(),
  choices: z.array(z.object({
    index: z.int(),
    message: z.object({ role: z.literal("assistant"), content: z.string(), refusal: z.null() }),
    logprobs: chatLogprobs.nullable(),
    finish_reason: finishReason,
  })),
  usage,
  system_fingerprint: z.string(),
  premise: disclosed,
});
