import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openLlama } from "../../src/predictor/llama/llama.ts";
import type { Predictor, Scored, ScoreOutcome, ScoreRequest } from "../../src/predictor/predictor.ts";
import { requireScores } from "../../src/score/continuation.ts";
import { ensureModel } from "../models/ensure.ts";
import { WidenedModel } from "../models/widened.ts";
import { perplexityRequest, readGoldenPerplexity, readGoldenReference, readGoldenTexts, readPerplexityText, type Weights } from "./read-golden.ts";

type Comparison = { readonly n: number; readonly mean: number; readonly signed: number; readonly largest: number; readonly otherTop: number };

/** Every text scored by us, against the reference: differences in nats a token, and top tokens that differ though the two best are no tie. */
async function compare(predictor: Predictor, model: string, weights: Weights): Promise<Comparison> {
  const reference = readGoldenReference(model, weights);
  const texts = readGoldenTexts();
  const scores = await requireScores(predictor, texts.map(({ context, continuation }) => ({ context, continuation, want: { top: 2 } })));
  const differences: number[] = [];
  let otherTop = 0;
  scores.forEach((score, i) => {
    const item = reference.items[i];
    expect(score.tokens.map((token) => token.token)).toEqual(item?.continuation);
    score.tokens.forEach((token, j) => {
      const expected = item?.logprobs[j] ?? null;
      expect(token.logprob === null).toBe(expected === null);
      if (token.logprob === null || expected === null) return;
      differences.push(token.logprob - expected);
      const margin = (item?.topLogprobs[j] ?? 0) - (item?.secondLogprobs[j] ?? 0);
      if (token.top?.[0]?.token !== item?.topTokens[j] && margin > 0.1) otherTop++;
    });
  });
  const sizes = differences.map(Math.abs);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { n: sizes.length, mean: mean(sizes), signed: mean(differences), largest: Math.max(...sizes), otherTop };
}

/** Contexts of the golden texts, each with continuations of several. */
async function makeForks(predictor: Predictor): Promise<ScoreRequest[]> {
  const texts = readGoldenTexts().filter(({ context, continuation }) => context.length > 60 && continuation.length > 40).slice(0, 2);
  const tokens = await predictor.tokenize(texts.flatMap(({ context, continuation }) => [context, continuation]));
  const contexts = tokens.filter((_, i) => i % 2 === 0);
  const continuations = tokens.filter((_, i) => i % 2 === 1).map((ids) => ids.slice(0, 16));
  expect(contexts.length).toBe(2);
  return contexts.flatMap((context) => continuations.map((continuation) => ({ context, continuation, want: { top: 2 } })));
}

function requireAll(outcomes: readonly ScoreOutcome[]): Scored[] {
  return outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });
}

/** Two ways to score the same tokens; a top token differs where it is another though the two best are no tie. */
function differ(expected: readonly Scored[], found: readonly Scored[]): Comparison {
  const pairs = expected.flatMap((scored, i) => scored.tokens.map((token, j) => ({ token, other: found[i]?.tokens[j] })));
  const differences = pairs.map(({ token, other }) => (other?.logprob ?? Number.NaN) - (token.logprob ?? Number.NaN));
  const sizes = differences.map(Math.abs);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const otherTop = pairs.filter(({ token: { top }, other }) => top?.[0]?.token !== other?.top?.[0]?.token && (top?.[0]?.logprob ?? 0) - (top?.[1]?.logprob ?? 0) > 0.1).length;
  return { n: sizes.length, mean: mean(sizes), signed: mean(differences), largest: Math.max(...sizes), otherTop };
}

async function perplexity(predictor: Predictor, model: string): Promise<number> {
  const golden = readGoldenPerplexity().models.find((each) => each.id === model);
  if (golden === undefined) throw new Error(`no reference for ${model}`);
  const [tokens = []] = await predictor.tokenize([readPerplexityText()]);
  expect(golden.bos.byDefault ? [golden.bos.token, ...tokens] : tokens).toEqual(golden.tokens);
  const outcomes = await predictor.score(golden.chunks.map((chunk) => perplexityRequest(golden, chunk)));
  const logprobs = outcomes.flatMap((outcome) => (outcome.ok ? outcome.tokens.map((token) => token.logprob ?? Number.NaN) : [Number.NaN]));
  return Math.exp(-logprobs.reduce((sum, value) => sum + value, 0) / logprobs.length);
}

function toolPerplexities(model: string, weights: Weights): number[] {
  const golden = readGoldenPerplexity().models.find((each) => each.id === model);
  return golden?.llamaCpp.runs.filter((run) => run.weights === weights).map((run) => run.perplexity) ?? [];
}

for (const model of ["smollm2-135m-instruct", "gemma-3-270m"]) {
  const path = await ensureModel(model);
  const suite = path === null ? describe.skip : describe;

  suite(`${model} against references made by other code`, () => {
    let widened: WidenedModel | undefined;
    const predictors: Partial<Record<Weights, Predictor>> = {};
    const open = (file: string): Promise<Predictor> => openLlama({ path: file, model, kind: null, weights: "golden", threads: 1, contextTokens: 2048 });
    beforeAll(async () => {
      widened = new WidenedModel(path ?? "");
      predictors.file = await open(path ?? "");
      predictors.f32 = await open(widened.path);
    }, 300_000);
    afterAll(async () => {
      await Promise.all(Object.values(predictors).map((predictor) => predictor.close()));
      widened?.[Symbol.dispose]();
    });

    it("agrees on fifty texts by the design's rule, on the weights widened to 32 bits", async () => {
      const seen = await compare(predictors.f32 as Predictor, model, "f32");
      expect(seen.n).toBeGreaterThan(2000);
      expect(seen.mean).toBeLessThanOrEqual(0.02);
      expect(seen.largest).toBeLessThanOrEqual(0.15);
      expect(seen.otherTop).toBe(0);
    }, 600_000);

    it("differs on the published weights by no more than llama.cpp's builds do among themselves", async () => {
      const seen = await compare(predictors.file as Predictor, model, "file");
      expect(seen.n).toBeGreaterThan(2000);
      expect(seen.mean).toBeLessThanOrEqual(0.1);
      expect(Math.abs(seen.signed)).toBeLessThanOrEqual(0.02);
    }, 600_000);

    it("agrees with itself by the same rule, whether a text is scored fresh, shared, batched or cached, on widened weights", async () => {
      await using fresh = await open(widened?.path ?? "");
      await using busy = await open(widened?.path ?? "");
      const requests = await makeForks(fresh);
      const alone: Scored[] = [];
      for (const request of requests) alone.push(...requireAll(await fresh.score([request])));
      // Each context has several continuations, and all come in one batch; then each is asked for again.
      const together = requireAll(await busy.score(requests));
      const again: Scored[] = [];
      for (const request of requests.toReversed()) again.unshift(...requireAll(await busy.score([request])));
      expect(together.reduce((sum, each) => sum + each.cachedTokens, 0)).toBeGreaterThan(20);
      expect(again.every((each) => each.cachedTokens === each.promptTokens - 1)).toBe(true);
      for (const other of [together, again]) {
        const seen = differ(alone, other);
        expect(seen.n).toBeGreaterThan(60);
        expect(seen.mean).toBeLessThanOrEqual(0.02);
        expect(seen.largest).toBeLessThanOrEqual(0.15);
        expect(seen.otherTop).toBe(0);
      }
    }, 600_000);

    it.each(["file", "f32"] as const)("has llama.cpp's own perplexity of the fixed text within 0.5 %% (%s)", async (weights) => {
      const ours = await perplexity(predictors[weights] as Predictor, model);
      const references = toolPerplexities(model, weights);
      expect(references.length).toBeGreaterThan(0);
      for (const reference of references) expect(Math.abs(ours / reference - 1)).toBeLessThanOrEqual(0.005);
    }, 600_000);
  });
}
