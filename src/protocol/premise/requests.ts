/** @module The wire of `/premise/v1/*`: what OpenAI has no word for. Requests are strict. */
import { z } from "zod";
import { wellFormed } from "../openai/shared.ts";

export const askRequest = z.strictObject({
  model: z.string().optional(),
  question: wellFormed.min(1).max(20_000),
  premise: z.string().max(200).optional().describe("An id of /premise/v1/premises; by default the model reference's, else `expert-panel`."),
  choices: z.array(wellFormed.min(1)).min(2).max(26).optional().describe("Two or more different texts; without them answers are sampled."),
  scoring: z.enum(["letter", "per-token", "per-byte", "prior-corrected", "all"]).optional(),
  samples: z.int().min(1).max(256).optional(),
  maxTokens: z.int().min(1).max(100_000).optional(),
  temperature: z.number().min(0).max(100).optional(),
  topP: z.number().gt(0).max(1).optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  stream: z.boolean().optional().describe("Server-sent `progress`, `step`, then `result` or `error`."),
});
export type AskRequest = z.output<typeof askRequest>;

export const scoreRequest = z.strictObject({
  model: z.string().optional(),
  items: z.array(z.strictObject({ id: z.union([wellFormed, z.int()]).nullable().optional(), context: wellFormed, continuation: wellFormed, bos: z.boolean().optional() })).min(1).max(4096),
});
export type ScoreRequestBody = z.output<typeof scoreRequest>;

/** Text that a database can hold too. */
const storable = wellFormed.regex(/^[^\0]*$/, "has the character U+0000, which a database can't hold");
/** PostgreSQL has no year 0. */
const date = z.iso.datetime().refine((value) => value >= "0001", "is before the year 1");

export const keyRequest = z.strictObject({
  name: storable.min(1).max(100),
  scopes: z.array(z.enum(["infer", "read", "admin"])).min(1).max(3).default(["infer"]),
  expiresAt: date.nullable().default(null),
  requestsPerMinute: z.int().min(1).max(1_000_000).nullable().default(null),
  budgets: z.array(z.strictObject({ unit: z.enum(["requests", "tokens", "micros"]), limit: z.int().min(0), currency: z.string().regex(/^[A-Z]{3}$/).nullable().default(null) })).max(3).default([])
    .refine((budgets) => new Set(budgets.map(({ unit }) => unit)).size === budgets.length, "has two of one unit"),
});
export type KeyRequest = z.output<typeof keyRequest>;

const budget = z.object({ unit: z.enum(["requests", "tokens", "micros"]), limit: z.int(), spent: z.int(), reserved: z.int(), currency: z.string().nullable() });
export const keyBody = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  requestsPerMinute: z.int().nullable(),
  budgets: z.array(budget),
});
export type KeyBody = z.output<typeof keyBody>;
export const keyList = z.object({ keys: z.array(keyBody) });
export const newKeyBody = keyBody.omit({ budgets: true, revokedAt: true }).extend({ key: z.string().describe("Shown this once; only its hash is kept.") });
export type NewKeyBody = z.output<typeof newKeyBody>;
export const revokedKeyBody = keyBody.omit({ budgets: true });
export type RevokedKeyBody = z.output<typeof revokedKeyBody>;

const nats = z.number().nullable();
export const scoreAnswer = z.object({
  items: z.array(z.union([
    z.object({ id: z.union([z.string(), z.int()]).nullable(), logprob: nats, tokens: z.array(z.object({ text: z.string(), logprob: nats })), bytes: z.int() }),
    z.object({ id: z.union([z.string(), z.int()]).nullable(), error: z.object({ code: z.string(), message: z.string() }) }),
  ])),
  model: z.string(),
});

export const askAnswer = z.looseObject({
  answers: z.array(z.looseObject({ text: z.string(), probability: z.number(), logprob: z.number() })),
  credence: z.looseObject({}),
  cost: z.looseObject({}),
  disclosure: z.string(),
  premise: z.object({ id: z.string(), hash: z.string() }),
  model: z.string(),
  runId: z.string(),
});

export const usageQuery = z.object({ since: date.optional(), key: storable.optional() });
export const requestsQuery = z.object({ limit: z.string().regex(/^[1-9]\d{0,3}$/, "must be a whole number from 1 to 9999").optional(), key: storable.optional() });
