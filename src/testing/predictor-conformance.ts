/** @module The suite that every implementation of `Predictor` runs: what the interface promises, as test cases with stable names. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Predictor } from "../predictor/predictor.ts";
import { distributionCases } from "./predictor/distribution-cases.ts";
import type { PredictorCase, PredictorFixture } from "./predictor/fixture.ts";
import { lifecycleCases } from "./predictor/lifecycle-cases.ts";
import { sampleCases } from "./predictor/sample-cases.ts";
import { scoreCases } from "./predictor/score-cases.ts";
import { statisticsCases } from "./predictor/statistics-cases.ts";
import { tokenCases } from "./predictor/token-cases.ts";

export type ConformanceOptions = {
  /** Cases that this implementation cannot pass, by name, each with the reason, which becomes the note of the skipped test. */
  readonly skip?: Readonly<Record<string, string>>;
  /** Texts of at least 6 tokens each, two or more, each with a beginning after which several tokens are likely. */
  readonly texts?: readonly string[];
  /** Nats by which one token's log-probability may differ between two ways to compute it (batched, alone, sampled). */
  readonly tolerance: number;
  /** Draws for each chi-square case; default 2000. */
  readonly draws?: number;
  /** Milliseconds a case may take; default 60,000. */
  readonly timeout?: number;
};

const defaultTexts = [
  "The tide follows the moon because its gravity is stronger on the near side.",
  "I guess the bread rises because of the yeast.",
  "The leaves turn red because the green pigment breaks down.",
  "We can forecast the rain for about ten days.",
];

export const predictorCases: readonly PredictorCase[] = [
  ...lifecycleCases,
  ...tokenCases,
  ...scoreCases,
  ...statisticsCases,
  ...sampleCases,
  ...distributionCases,
];

/**
 * Registers the suite with vitest as a `describe(name)`. One predictor serves all cases; the closing case makes its own.
 * A skip of an unknown case, or one without a reason, is a failing test.
 */
export function predictorConformance(name: string, create: () => Promise<Predictor>, options: ConformanceOptions): void {
  const skip = options.skip ?? {};
  describe(`${name} keeps the predictor's promises`, () => {
    let predictor: Predictor;
    beforeAll(async () => {
      predictor = await create();
    }, options.timeout ?? 60_000);
    afterAll(() => predictor.close());

    it("skips only cases that exist, with reasons", () => {
      const names = predictorCases.map((testCase) => testCase.name);
      expect(new Set(names).size).toBe(names.length);
      for (const [skipped, reason] of Object.entries(skip)) {
        expect(names).toContain(skipped);
        expect(reason.trim()).not.toBe("");
      }
    });

    for (const testCase of predictorCases) {
      it(testCase.name, { timeout: options.timeout ?? 60_000 }, async (context) => {
        const reason = skip[testCase.name];
        if (reason !== undefined) context.skip(reason);
        await testCase.run(fixtureOf(predictor, create, options));
      });
    }
  });
}

function fixtureOf(predictor: Predictor, create: () => Promise<Predictor>, options: ConformanceOptions): PredictorFixture {
  return { predictor, create, texts: options.texts ?? defaultTexts, tolerance: options.tolerance, draws: options.draws ?? 2000 };
}
