/** @module Parts that OpenAI's requests and answers share. Requests are strict: what is not known, or would have no effect, is refused. */
import { z } from "zod";

/** Text that UTF-8 can hold: no half of a surrogate pair. */
export const wellFormed = z.string().refine((value) => value.isWellFormed(), "has half of a surrogate pair, which no text can hold");
export const tokenId = z.int().min(0).max(2 ** 31 - 1);
export const count = z.int().min(1);

/** A member that only takes the value that changes nothing. */
export function only<T extends string | number | boolean>(value: T, what: string): z.ZodOptional<z.ZodNullable<z.ZodLiteral<T>>> {
  return z.literal(value, `is not supported: ${what}; leave it out`).nullable().optional().describe(`Nothing else is supported: ${what}.`);
}

/** A member that must be left out, with the reason. */
export function never(what: string): z.ZodOptional<z.ZodNull> {
  return z.null(`is not supported: ${what}; leave it out`).optional().describe(`Not supported: ${what}.`);
}

/** Sampling, as OpenAI and vLLM name it. */
export const sampling = {
  temperature: z.number().min(0).max(100).nullable().optional().describe("Divides the logits; 0 takes the likeliest token. Default 1."),
  top_p: z.number().gt(0).max(1).nullable().optional().describe("Keep the smallest set of likeliest tokens whose probability reaches this. Default 1."),
  top_k: z.int().min(-1).max(1_000_000).nullable().optional().describe("Keep this many likeliest tokens; 0 or -1 keeps all."),
  min_p: z.number().min(0).max(1).nullable().optional().describe("Drop tokens less likely than this times the likeliest."),
  seed: z.int().min(0).max(0xffffffff).nullable().optional().describe("Decides every draw; without it one is drawn."),
  n: z.int().min(1).max(128).nullable().optional().describe("Independent samples of each prompt."),
  stop: z.union([wellFormed.min(1), z.array(wellFormed.min(1)).max(16)]).nullable().optional().describe("Texts before which a sample ends."),
};

/** Members whose effect would be on the distribution, and which are not there. */
const absent = "the distribution that is sampled from is the model's own";
export const refused = {
  presence_penalty: only(0, absent),
  frequency_penalty: only(0, absent),
  repetition_penalty: only(1, absent),
  logit_bias: z.record(z.string(), z.never(`is not supported: ${absent}; leave it out`)).nullable().optional(),
  use_beam_search: only(false, "samples are independent"),
  response_format: z.strictObject({ type: z.literal("text", `is not supported: ${absent}; leave it out`) }).nullable().optional(),
};

/** Members for the provider's book-keeping, which change no answer. */
export const bookkeeping = {
  user: z.string().max(512).nullable().optional(),
  metadata: z.record(z.string(), z.string()).nullable().optional(),
  store: only(false, "requests are written down in the operator's ledger, texts are not kept"),
  service_tier: z.enum(["auto", "default"]).nullable().optional(),
  safety_identifier: z.string().max(512).nullable().optional(),
  prompt_cache_key: z.string().max(512).nullable().optional(),
};

export const streaming = {
  stream: z.boolean().nullable().optional(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional(), include_obfuscation: only(false, "nothing is padded") }).nullable().optional(),
};

export const usage = z.object({
  prompt_tokens: z.int(),
  completion_tokens: z.int(),
  total_tokens: z.int(),
  prompt_tokens_details: z.object({ cached_tokens: z.int() }),
});
export type UsageBody = z.output<typeof usage>;

export const errorBody = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }),
});

/** What is added to every answer of a model on this machine, beside the model's text. */
export const disclosed = z.object({
  disclosure: z.string().describe("What this text is, and that no person wrote or checked it."),
  credences: z.looseObject({}).describe("Whether an AI is predicted as the author; `cannot-measure` with the reason where that is not known."),
  runId: z.string().nullable().describe("The recorded run; null for a bare call, which is a row of the ledger."),
});

export const finishReason = z.enum(["stop", "length"]);

/** A number of JSON, infinite ones written `1e999` and `-1e999`. */
export const logprob = z.number();
