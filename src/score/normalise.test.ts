import fc from "fast-check";
import { expect, it } from "vitest";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { costOfScores } from "./cost.ts";
import { requireScores, scoreTexts, type TextScore } from "./continuation.ts";
import { perByte, perToken, priorCorrected, toDistribution } from "./normalise.ts";

const tiny = createTinyPredictor({ merges: ["éa"] });
const scoreOf = async (context: string, continuation: string, bos = true): ReturnType<typeof requireScores> =>
  requireScores(tiny, [{ context, continuation, bos }]);

/** A score whose tokens have these texts and log-probabilities. */
function scoreBy(hand: readonly (readonly [text: string, logprob: number | null])[]): TextScore {
  const tokens = hand.map(([text, logprob], token) => ({ token, text, logprob, statistics: null, top: null }));
  const known = tokens.flatMap((token) => token.logprob ?? []);
  const logprob = known.length === 0 ? null : known.reduce((sum, each) => sum + each, 0);
  const bytes = Buffer.byteLength(tokens.map((token) => token.text).join(""));
  return { ok: true, tokens, logprob, bytes, bos: false, meanHidden: null, meanLayers: null, promptTokens: 0, cachedTokens: 0 };
}

it("is as worked out by hand", () => {
  // "né" is 3 bytes, "on" is 2.
  const whole = scoreBy([["né", -1], ["on", -4]]);
  expect([perToken(whole), perByte(whole)]).toEqual([-2.5, -1]);
  // Nothing comes before "né", so neither its token nor its 3 bytes count.
  const beginning = scoreBy([["né", null], ["on", -4], ["!!", -2]]);
  expect([perToken(beginning), perByte(beginning)]).toEqual([-3, -1.5]);
  // The question raises -5 to -2: by 3 nats. A neutral question that fits better than the question itself counts against the text.
  expect(priorCorrected(scoreBy([["a", -2]]), scoreBy([["a", -5]]))).toBe(3);
  expect(priorCorrected(scoreBy([["a", -5]]), scoreBy([["a", -2]]))).toBe(-3);
  expect(priorCorrected(scoreBy([["a", -Infinity]]), scoreBy([["a", -2]]))).toBe(-Infinity);
});

it("has no value a byte where the token left out is a part of a character: its bytes are not known", async () => {
  const [split] = await scoreOf("", "é!", false);
  expect(split!.tokens.map((token) => [token.text, token.logprob === null])).toEqual([["\ufffd", true], ["\ufffd", false], ["!", false]]);
  expect(perByte(split!)).toBeNull();
  const [known] = await scoreOf("", "é!");
  expect(perByte(known!)).toBeCloseTo(known!.logprob! / 3, 12);
});

it("divides by the tokens that have a log-probability, and by UTF-8 bytes", async () => {
  const [score] = await scoreOf("x", "éab");
  expect(score!.tokens).toHaveLength(2);
  expect(perToken(score!)).toBeCloseTo(score!.logprob! / 2, 12);
  expect(perByte(score!)).toBeCloseTo(score!.logprob! / 4, 12);
  const [first] = await scoreOf("", "abc", false);
  expect(perToken(first!)).toBeCloseTo(first!.logprob! / 2, 12);
  expect(perByte(first!)).toBeCloseTo(first!.logprob! / 2, 12);
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

it("counts the calls that the predictor got: one for many requests, none where no request reached it", async () => {
  const good = { context: "a", continuation: "b" };
  const empty = { context: "a", continuation: "" };
  const long = { context: "b".repeat(2000), continuation: "c" };
  for (const requests of [[], [empty], [good], [good, empty, long], [long], [empty, long], [empty, empty]]) {
    const counted = createTinyPredictor();
    const outcomes = await scoreTexts(counted, requests);
    expect(costOfScores(outcomes, 0).calls, JSON.stringify(outcomes)).toBe(counted.calls.length);
  }
});
