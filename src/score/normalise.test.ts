import fc from "fast-check";
import { expect, it } from "vitest";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { costOfScores } from "./cost.ts";
import { requireScores } from "./continuation.ts";
import { perByte, perToken, priorCorrected, toDistribution } from "./normalise.ts";

const tiny = createTinyPredictor({ merges: ["éa"] });
const scoreOf = async (context: string, continuation: string, bos = true): ReturnType<typeof requireScores> =>
  requireScores(tiny, [{ context, continuation, bos }]);

it("divides by the tokens that have a log-probability, and by UTF-8 bytes", async () => {
  const [score] = await scoreOf("x", "éab");
  expect(score!.tokens).toHaveLength(2);
  expect(perToken(score!)).toBeCloseTo(score!.logprob! / 2, 12);
  expect(perByte(score!)).toBeCloseTo(score!.logprob! / 4, 12);
  const [first] = await scoreOf("", "abc", false);
  expect(perToken(first!)).toBeCloseTo(first!.logprob! / 2, 12);
});

it("has no value where nothing has a probability", async () => {
  const [none] = await scoreOf("", "a", false);
  const [some] = await scoreOf("x", "a");
  expect([perToken(none!), perByte(none!), priorCorrected(some!, none!), priorCorrected(none!, some!)]).toEqual([null, null, null, null]);
  expect(priorCorrected(some!, some!)).toBe(0);
});

it("makes a distribution that keeps order and ratios", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -2000, max: 5, noNaN: true }), { minLength: 2, maxLength: 8 }), (values) => {
      const distribution = toDistribution(values);
      expect(distribution.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
      for (const [i, p] of distribution.entries()) for (const [j, q] of distribution.entries()) if (values[i]! > values[j]!) expect(p).toBeGreaterThanOrEqual(q);
    }),
  );
  expect(() => toDistribution([-Infinity, -Infinity])).toThrow(expect.objectContaining({ code: "cannot-measure/not-finite" }) as Error);
  expect(() => toDistribution([NaN, 0])).toThrow(expect.objectContaining({ code: "cannot-measure/not-finite" }) as Error);
  expect(toDistribution([-Infinity, 0])).toEqual([0, 1]);
  expect(toDistribution([Math.log(1), Math.log(3)])[1]).toBeCloseTo(0.75, 12);
});

it("adds up the cost of what was scored", async () => {
  const scores = await requireScores(tiny, [{ context: "ab", continuation: "c" }, { context: "ab", continuation: "de" }]);
  expect(costOfScores(scores, 2)).toMatchObject({ promptTokens: 6, scoredTokens: 3, calls: 1, seconds: 2, peakBytes: null, money: null });
});
