import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../random/seeded.ts";
import { chiSquareTest } from "../../stats/chi-square.ts";
import { predictorConformance } from "../../testing/predictor-conformance.ts";
import { ensureModel } from "../../../test/models/ensure.ts";
import { WidenedModel } from "../../../test/models/widened.ts";
import { openPredictor } from "../choose.ts";
import type { Predictor } from "../predictor.ts";
import { openLlama } from "./llama.ts";

const models = ["smollm2-135m-instruct", "gemma-3-270m"];
/** Widened to 32 bits, its scores do not depend on the batch. Gemma's still do by about 0.001 nats: ggml looks GELU up at 16 bits. */
const strictModel = "smollm2-135m-instruct";

/** Nats: how far apart one token's log-probability can be between two batch shapes (docs/golden.md). A wrong token, or one too many or too few, makes whole nats. */
const publishedTolerance = 1;
const widenedTolerance = 0.001;
const cacheNoise = `what is cached changes roundings of quantised weights; ${strictModel} widened and deterministic: true run this`;
const batchNoise = `roundings of quantised weights depend on what else is in the batch (docs/golden.md); ${strictModel} widened runs this`;

for (const id of models) {
  const path = await ensureModel(id);
  if (path === null) {
    describe.skip(`${id} is not here and could not be pulled`, () => it("is skipped", () => undefined));
    continue;
  }

  predictorConformance(`llama ${id} as published`, () => openPredictor(id, { env: process.env, threads: 1, contextTokens: 1024 }), {
    tolerance: publishedTolerance,
    timeout: 120_000,
    skip: {
      "the same seed gives the same text": cacheNoise,
      "a stop text ends the sample and is left out": cacheNoise,
      "several requests at once give each its own samples": cacheNoise,
      "a sample does not depend on how many others are drawn": batchNoise,
      "draws under top-k, top-p and min-p follow the truncated probabilities": batchNoise,
    },
  });

  predictorConformance(`llama ${id} with deterministic: true`, () => openPredictor(id, { env: process.env, threads: 1, contextTokens: 1024, deterministic: true }), {
    tolerance: publishedTolerance,
    draws: 300,
    timeout: 120_000,
  });

  if (id === strictModel) {
    describe(`${id} widened to 32 bits`, () => {
      let widened: WidenedModel | undefined;
      beforeAll(() => void (widened = new WidenedModel(path)), 120_000);
      afterAll(() => widened?.[Symbol.dispose]());
      predictorConformance(`llama ${id} widened`, () => openLlama({ path: widened?.path ?? "", model: id, kind: null, weights: "widened", threads: 1, contextTokens: 1024 }), {
        tolerance: widenedTolerance,
        timeout: 120_000,
      });
    });
  }

  describe(`draws of ${id}`, () => {
    let predictor: Predictor;
    // On some machines a published model's probabilities differ by 0.2 nats between shapes of batches, which 10,000 draws show.
    beforeAll(async () => void (predictor = await openPredictor(id, { env: process.env, threads: 1, deterministic: true })), 60_000);
    afterAll(() => predictor.close());

    it.each([1, 0.7])("10,000 draws at temperature %f pass a chi-square test against the scored probabilities", async (temperature) => {
      const [context = []] = await predictor.tokenize(["The colour of the ripe fruit is"]);
      const prompt = predictor.info.bos.byDefault ? [predictor.info.bos.token ?? 0, ...context] : context;
      const size = predictor.info.vocabularySize;
      const [outcome] = await predictor.score([{ context: prompt, continuation: [0], want: { top: size } }]);
      if (outcome?.ok !== true) throw new Error("not scored");
      const weights = new Float64Array(size);
      for (const { token, logprob } of outcome.tokens[0]?.top ?? []) weights[token] = Math.exp(logprob / temperature);
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const observed = new Float64Array(size);
      const random = createRandom(20240611);
      const draws = Array.from({ length: 10 }, () => ({ context: prompt, maxTokens: 1, temperature, seed: random.below(2 ** 32), n: 1000 }));
      for await (const event of predictor.sample(draws)) if (event.kind === "token") observed[event.token.token] = (observed[event.token.token] ?? 0) + 1;
      expect(observed.reduce((sum, count) => sum + count, 0)).toBe(10_000);
      const test = chiSquareTest([...observed], Array.from(weights, (weight) => weight / total));
      if (!("p" in test)) throw new Error("the test could not be made");
      expect(test.p).toBeGreaterThan(0.001);
      const sharpened = weights.map((weight) => weight ** 1.25);
      const sharpenedTotal = sharpened.reduce((sum, weight) => sum + weight, 0);
      const shifted = chiSquareTest([...observed], Array.from(sharpened, (weight) => weight / sharpenedTotal));
      expect("p" in shifted && shifted.p).toBeLessThan(1e-6);
    }, 300_000);
  });
}
