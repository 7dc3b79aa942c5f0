/** @module The wire of `/v1/completions`. Source: OpenAI's API reference; vLLM's extra members. */
import { z } from "zod";
import { bookkeeping, disclosed, finishReason, logprob, never, refused, sampling, streaming, tokenId, usage, wellFormed } from "./shared.ts";

const most = 1024;

export const completionRequest = z.strictObject({
  model: z.string().optional(),
  prompt: z
    .union([wellFormed, z.array(wellFormed).min(1).max(most), z.array(tokenId).min(1), z.array(z.array(tokenId).min(1)).min(1).max(most)], "must be a text, texts, token ids, or lists of token ids")
    .describe("Texts begin with the model's BOS token where the model expects one (see add_special_tokens); nothing is added to token ids."),
  max_tokens: z.int().min(0).nullable().optional().describe("Default 16. 0 with echo only scores."),
  ...sampling,
  ...streaming,
  echo: z.boolean().nullable().optional().describe("Give the prompt back before what was sampled; with logprobs, its log-probabilities too."),
  logprobs: z.union([z.int().min(0).max(1000), z.boolean()]).nullable().optional().describe("How many of the likeliest tokens to name at every position; true is 1."),
  prompt_logprobs: z.int().min(0).max(1000).nullable().optional().describe("vLLM: log-probabilities of the prompt's tokens, by token id."),
  add_special_tokens: z.boolean().nullable().optional().describe("Whether texts begin with BOS; by default the model's own."),
  return_token_ids: z.boolean().nullable().optional().describe("vLLM: name the token ids too."),
  best_of: z.int().min(1).nullable().optional().describe("Must be n."),
  suffix: never("models here continue text, they do not fill in"),
  ...refused,
  ...bookkeeping,
});
export type CompletionRequest = z.output<typeof completionRequest>;

export const completionLogprobs = z.object({
  tokens: z.array(z.string()),
  token_logprobs: z.array(logprob.nullable()),
  top_logprobs: z.array(z.record(z.string(), logprob).nullable()).nullable(),
  text_offset: z.array(z.int()).describe("Where each token's text begins, in Unicode code points."),
});
export type CompletionLogprobs = z.output<typeof completionLogprobs>;

const choice = z.object({
  index: z.int(),
  text: z.string(),
  logprobs: completionLogprobs.nullable(),
  finish_reason: finishReason.nullable(),
  prompt_logprobs: z.array(z.record(z.string(), z.object({ logprob, rank: z.int().nullable(), decoded_token: z.string() })).nullable()).optional(),
  token_ids: z.array(tokenId).optional(),
  prompt_token_ids: z.array(tokenId).optional(),
});

export const completion = z.object({
  id: z.string(),
  object: z.literal("text_completion"),
  created: z.int(),
  model: z.string(),
  choices: z.array(choice),
  usage: usage.nullable().optional(),
  system_fingerprint: z.string().optional(),
  premise: disclosed.optional(),
});
