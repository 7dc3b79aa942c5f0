/** @module The golden files are whole and fit together; what Premise computes is compared with them elsewhere. */
import { describe, expect, it } from "vitest";
import {
  goldenSha256, perplexityRequest, readGoldenPerplexity, readGoldenReference, readGoldenTexts, readPerplexityText,
} from "./read-golden.ts";

const models = ["gemma-3-270m", "smollm2-135m-instruct"] as const;
const kinds = ["file", "f32"] as const;

describe("golden texts", () => {
  const texts = readGoldenTexts();

  it("are fifty, each with its own name", () => {
    expect(texts).toHaveLength(50);
    expect(new Set(texts.map((text) => text.id)).size).toBe(50);
  });

  it("have contexts that do not end in white space", () => {
    expect(texts.filter((text) => /\s$/.test(text.context)).map((text) => text.id)).toEqual([]);
    expect(texts.filter((text) => text.context === "").length).toBeGreaterThan(2);
  });
});

describe.each(models.flatMap((model) => kinds.map((kind) => [model, kind] as const)))("golden reference of %s, weights %s", (model, kind) => {
  const reference = readGoldenReference(model, kind);

  it("belongs to the texts of this version, in their order", () => {
    expect(reference.model).toMatchObject({ id: model, weights: kind });
    expect(reference.texts.sha256).toBe(goldenSha256(reference.texts.file));
    expect(reference.items.map((item) => item.id)).toEqual(readGoldenTexts().map((text) => text.id));
  });

  it("has one number a token, null only for a first token with nothing before it", () => {
    for (const item of reference.items) {
      for (const column of [item.logprobs, item.topTokens, item.topLogprobs, item.secondLogprobs]) {
        expect(column, item.id).toHaveLength(item.continuation.length);
        expect(column.map((value) => value === null), item.id)
          .toEqual(item.continuation.map((_, index) => index === 0 && item.context.length === 0 && !item.bos));
      }
    }
  });

  it("names a top token that nothing beats", () => {
    for (const item of reference.items) {
      item.logprobs.forEach((logprob, index) => {
        const top = item.topLogprobs[index];
        if (logprob === null || top === null || top === undefined) return;
        expect(item.secondLogprobs[index]).toBeLessThanOrEqual(top);
        expect(logprob).toBeLessThanOrEqual(top);
        if (item.topTokens[index] === item.continuation[index]) expect(logprob).toBe(top);
        else expect(logprob).toBeLessThanOrEqual(item.secondLogprobs[index] ?? NaN);
      });
    }
  });
});

it("both kinds of weights were read as the same tokens", () => {
  for (const model of models) {
    const tokens = kinds.map((kind) => readGoldenReference(model, kind).items.map(({ id, context, continuation }) => ({ id, context, continuation })));
    expect(tokens[0]).toEqual(tokens[1]);
  }
});

describe("golden perplexity", () => {
  const golden = readGoldenPerplexity();

  it("belongs to the text of this version", () => {
    expect(golden.text.sha256).toBe(goldenSha256(golden.text.file));
    expect(readPerplexityText()).not.toMatch(/\s$/);
    expect(golden.models.map((model) => model.id)).toEqual([...models]);
  });

  it.each(golden.models)("plans chunks of 512 with 255 counted tokens: $id", (model) => {
    expect(model.chunks).toHaveLength(Math.floor(model.tokens.length / 512));
    expect(model.chunks.length).toBeGreaterThan(3);
    for (const chunk of model.chunks) {
      const request = perplexityRequest(model, chunk);
      expect([request.context.length, request.continuation.length]).toEqual([257, 255]);
      expect(request.context[0] === model.bos.token).toBe(model.bos.byDefault);
    }
  });

  it.each(golden.models)("llama.cpp's tool and llama-cpp-python agree: $id", (model) => {
    expect(model.llamaCpp.runs.length).toBe(4);
    for (const run of model.llamaCpp.runs) {
      const own = model.llamaCppPython.runs.find((other) => other.weights === run.weights);
      expect(run.running).toHaveLength(model.chunks.length);
      expect(Math.abs(run.perplexity / (own?.perplexity ?? NaN) - 1)).toBeLessThan(run.weights === "f32" ? 0.0005 : 0.005);
    }
  });

  it.each(golden.models)("the running values follow from the chunks' losses: $id", (model) => {
    for (const run of model.llamaCppPython.runs) {
      const total = run.chunkLosses.reduce((sum, loss) => sum + loss, 0);
      expect(Math.exp(total / (255 * model.chunks.length))).toBeCloseTo(run.perplexity, 4);
    }
  });
});
