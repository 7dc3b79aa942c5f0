/** @module Reads the golden references: fifty texts with their log-probabilities, and one fixed text's perplexity. Format: docs/golden.md. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { z } from "zod";

const tokenId = z.int().min(0);
const logprob = z.number().max(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const weights = z.enum(["file", "f32"]);
const namedFile = z.strictObject({ file: z.string(), sha256 });
const bos = z.strictObject({ token: tokenId, byDefault: z.boolean() });

const textsSchema = z.strictObject({
  version: z.literal(1),
  description: z.string(),
  texts: z.array(z.strictObject({ id: z.string(), context: z.string(), continuation: z.string().min(1) })),
});

const itemSchema = z.strictObject({
  id: z.string(),
  bos: z.boolean(),
  context: z.array(tokenId),
  continuation: z.array(tokenId).min(1),
  logprobs: z.array(logprob.nullable()),
  topTokens: z.array(tokenId.nullable()),
  topLogprobs: z.array(logprob.nullable()),
  secondLogprobs: z.array(logprob.nullable()),
});

const referenceSchema = z.strictObject({
  version: z.literal(1),
  model: z.strictObject({ id: z.string(), sha256, weights }),
  texts: namedFile,
  bos,
  madeWith: z.record(z.string(), z.unknown()),
  items: z.array(itemSchema),
});

const chunkSchema = z.strictObject({
  from: z.int().min(0), to: z.int(), bosReplacesFirst: z.boolean(), countedFrom: z.int(), countedTo: z.int(),
});
const perplexity = z.number().min(1);
const toolRun = z.strictObject({
  weights, settings: z.enum(["default", "careful"]), command: z.string(), perplexity, standardError: z.number(), running: z.array(perplexity),
});
const pythonRun = z.strictObject({ weights, perplexity, running: z.array(perplexity), chunkLosses: z.array(z.number().min(0)) });

const perplexitySchema = z.strictObject({
  version: z.literal(1),
  text: namedFile,
  procedure: z.array(z.string()),
  models: z.array(z.strictObject({
    id: z.string(),
    sha256,
    bos,
    tokens: z.array(tokenId),
    chunks: z.array(chunkSchema),
    llamaCpp: z.strictObject({ version: z.array(z.string()), systemInfo: z.string().nullable(), runs: z.array(toolRun) }),
    llamaCppPython: z.strictObject({ madeWith: z.record(z.string(), z.unknown()), runs: z.array(pythonRun) }),
  })),
});

/** `file`: the weights as published; `f32`: the same weights widened to 32-bit floats by llama.cpp. */
export type Weights = z.infer<typeof weights>;
export type GoldenText = z.infer<typeof textsSchema>["texts"][number];
/** One text's reference: `context` and `continuation` are token ids without BOS; `bos` tells that BOS came before them. */
export type GoldenItem = z.infer<typeof itemSchema>;
export type GoldenReference = z.infer<typeof referenceSchema>;
export type GoldenPerplexity = z.infer<typeof perplexitySchema>;
export type PerplexityModel = GoldenPerplexity["models"][number];
export type PerplexityChunk = PerplexityModel["chunks"][number];

function readBytes(name: string): Buffer {
  return readFileSync(new URL(name, import.meta.url));
}

function readJson(name: string): unknown {
  return JSON.parse(readBytes(name).toString("utf8"));
}

/** Sha256 of a golden file, as the references name it. */
export function goldenSha256(name: string): string {
  return createHash("sha256").update(readBytes(name)).digest("hex");
}

/** The fifty texts, in order. */
export function readGoldenTexts(): readonly GoldenText[] {
  return textsSchema.parse(readJson("texts.v1.json")).texts;
}

/** Log-probabilities in nats of the fifty continuations under one model, in the order of the texts. */
export function readGoldenReference(model: string, kind: Weights): GoldenReference {
  return referenceSchema.parse(readJson(kind === "file" ? `${model}.v1.json` : `${model}-f32.v1.json`));
}

/** What llama.cpp's own tool says of the fixed text, and how it counts. */
export function readGoldenPerplexity(): GoldenPerplexity {
  return perplexitySchema.parse(readJson("perplexity.v1.json"));
}

/** The fixed text as the tool reads it: without its final newline. */
export function readPerplexityText(): string {
  return readBytes("perplexity.v1.txt").toString("utf8").replace(/\n$/, "");
}

/** One chunk as a request to score: ids BOS included, nothing to be added, every token of `continuation` counts. */
export function perplexityRequest(model: PerplexityModel, chunk: PerplexityChunk): { context: number[]; continuation: number[] } {
  const context = model.tokens.slice(chunk.from, chunk.countedFrom);
  if (chunk.bosReplacesFirst) context[0] = model.bos.token;
  return { context, continuation: model.tokens.slice(chunk.countedFrom, chunk.countedTo) };
}
