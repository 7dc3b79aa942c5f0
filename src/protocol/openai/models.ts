/** @module The wire of `/v1/models`, `/tokenize`, `/detokenize` and `/tokenizer_info`. Source: OpenAI's API reference; vLLM's tokenizer routes. */
import { z } from "zod";
import { tokenId, wellFormed } from "./shared.ts";

export const modelBody = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.int(),
  owned_by: z.string(),
  max_model_len: z.int().nullable().describe("Tokens of context; null while the model is loading, or where its server does not tell."),
  premise: z.object({
    kind: z.enum(["base", "instruct"]).nullable(),
    weights: z.string().nullable().describe("SHA-256 of the weights, or what is known of them."),
    chat: z.boolean().nullable(),
    local: z.boolean(),
  }),
});
export const modelList = z.object({ object: z.literal("list"), data: z.array(modelBody) });

export const tokenizeRequest = z.strictObject({
  model: z.string().optional(),
  prompt: wellFormed,
  add_special_tokens: z.boolean().nullable().optional().describe("Whether BOS comes first; by default the model's own."),
  return_token_strs: z.boolean().nullable().optional(),
});
export const tokenizeAnswer = z.object({ tokens: z.array(tokenId), count: z.int(), max_model_len: z.int(), token_strs: z.array(z.string()).nullable() });

export const detokenizeRequest = z.strictObject({ model: z.string().optional(), tokens: z.array(tokenId) });
export const detokenizeAnswer = z.object({ prompt: z.string() });

export const tokenizerInfo = z.object({
  tokenizer_class: z.string(),
  model_max_length: z.int(),
  bos_token: z.string().nullable(),
  eos_token: z.string().nullable(),
  pad_token: z.string().nullable(),
  add_bos_token: z.boolean(),
  vocab_size: z.int(),
  chat_template: z.string().nullable(),
});
