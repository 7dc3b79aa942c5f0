/** @module The wire of `/premise/v1/*`: what OpenAI has no word for. Requests are strict. */
import { z } from "zod";
import { errorBody, tokenId, wellFormed } from "../openai/shared.ts";

const question = wellFormed.min(1).max(20_000);
const premiseId = z.string().max(200);
const prior = z.number().gt(0).lt(1);

export const askRequest = z.strictObject({
  model: z.string().optional(),
  question,
  premise: premiseId.optional().describe("An id of /premise/v1/premises; by default the model reference's, else `expert-panel`."),
  choices: z.array(wellFormed.min(1)).min(2).max(26).optional().describe("Two or more different texts; without them answers are sampled."),
  scoring: z.enum(["letter", "per-token", "per-byte", "prior-corrected", "all"]).optional(),
  samples: z.int().min(1).max(256).optional(),
  maxTokens: z.int().min(1).max(100_000).optional(),
  temperature: z.number().min(0).max(100).optional(),
  topP: z.number().gt(0).max(1).optional(),
  seed: z.int().min(0).max(0xffffffff).optional(),
  maxCredence: z.number().min(0).max(1).optional().describe("Limit of both credences, in place of the premise's policy; one that can't be measured then stops."),
  prior: prior.optional().describe("Of both credences, in place of the premise's own. Without choices only."),
  stream: z.boolean().optional().describe("Server-sent `progress`, `step`, then `result` or `error`."),
}).refine((asked) => asked.choices === undefined || asked.prior === undefined, { path: ["prior"], error: "with choices nothing is drawn, so a prior has no effect; leave it out" });
export type AskRequest = z.output<typeof askRequest>;

export const scoreRequest = z.strictObject({
  model: z.string().optional(),
  items: z.array(z.strictObject({ id: z.union([wellFormed, z.int()]).nullable().optional(), context: wellFormed, continuation: wellFormed, bos: z.boolean().optional() })).min(1).max(4096),
});
export type ScoreRequestBody = z.output<typeof scoreRequest>;

export const credenceRequest = z.strictObject({
  model: z.string().optional(),
  text: wellFormed.describe("What is judged; of a long one the first 2,048 tokens."),
  mode: z.enum(["observed", "sampled"]).describe("`observed`: did a machine write a text that comes from elsewhere? `sampled`: whom does the model predict as the author of a text that it drew plainly?"),
  premise: premiseId.optional().describe("Mode sampled: under which the text was drawn; by default the model reference's."),
  question: question.optional().describe("Mode sampled, with a premise: what it was asked."),
  tokens: z.array(tokenId).min(1).optional().describe("Mode sampled: the text's ids as they were drawn, read in its place; without them the text is tokenised apart from its document."),
  context: wellFormed.optional().describe("Mode sampled, without a premise: the document that the text was drawn after."),
  contrast: wellFormed.optional().describe("Mode sampled, with a context: the same document with an AI as its author."),
  prior: prior.optional().describe("P(yes) before the text is read; by default the premise's, else 0.5."),
});
export type CredenceRequest = z.output<typeof credenceRequest>;

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

const credence = z.looseObject({ kind: z.enum(["measured", "cannot-measure"]) });
const tokenCount = z.int().nullable();
export const credenceAnswer = z.object({
  provenance: credence.optional().describe("Mode observed."),
  authorIsAi: credence.optional().describe("Mode sampled."),
  aiInWorld: credence.optional().describe("Mode sampled, with a premise."),
  model: z.string(),
  mode: z.enum(["observed", "sampled"]),
  tokens: tokenCount.describe("That were read; null where the model can't read the text."),
  textTokens: tokenCount.describe("Of the whole text."),
  judged: z.object({ from: z.int(), to: z.int() }).nullable().describe("The tokens that the credences tell of, counted from 1, both ends included: of a foreign text all but its beginning, as far as texts were calibrated. Null where nothing was judged."),
});
export type CredenceAnswer = z.output<typeof credenceAnswer>;

/** An error, with the run that it ended where there is one. */
export const failedBody = errorBody.extend({ premise: z.object({ runId: z.string() }).optional().describe("The recorded run that ended so.") });

export const usageQuery = z.object({ since: date.optional(), key: storable.optional() });
export const requestsQuery = z.object({ limit: z.string().regex(/^[1-9]\d{0,3}$/, "must be a whole number from 1 to 9999").optional(), key: storable.optional() });
