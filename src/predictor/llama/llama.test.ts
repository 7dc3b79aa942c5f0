import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom } from "../../random/seeded.ts";
import { chiSquareTest } from "../../stats/chi-square.ts";
import { predictorConformance } from "../../testing/predictor-conformance.ts";
import { ensureModel } from "../../../test/models/ensure.ts";
import { openPredictor } from "../choose.ts";
import type { Predictor } from "../predictor.ts";

const models = ["smollm2-135m-instruct", "gemma-3-270m"];

for (const id of models) {
  const path = await ensureModel(id);
  if (path === null) {
    describe.skip(`${id} is not here and could not be pulled`, () => it("is skipped", () => undefined));
    continue;
  }

  predictorConformance(`llama ${id}`, () => openPredictor(id, { env: process.env, threads: 2, contextTokens: 1024 }), {
    // How far apart batch shapes are on quantised weights (docs/golden.md).
    tolerance: id === "gemma-3-270m" ? 0.5 : 0.05,
    timeout: 120_000,
  });

  describe(`draws of ${id}`, () => {
    let predictor: Predictor;
    beforeAll(async () => void (predictor = await openPredictor(id, { env: process.env, threads: 2 })), 60_000);
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
      const shifted = chiSquareTest([...observed], Array.from(weights, (weight) => weight ** 1.25 / weights.reduce((sum, w) => sum + w ** 1.25, 0)));
      expect("p" in shifted && shifted.p).toBeLessThan(1e-6);
    }, 300_000);
  });
}
