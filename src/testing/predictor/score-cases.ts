/** @module Cases about `score`: what the probabilities are, whatever way they are asked for. */
import { expect } from "vitest";
import type { Scored, ScoreRequest } from "../../predictor/predictor.ts";
import { codeOf, documentsOf, expectNear, expectSameScore, firstRequest, halve, requireScored, scoreOne, type PredictorCase } from "./fixture.ts";

export const scoreCases: readonly PredictorCase[] = [
  {
    name: "probabilities sum to one",
    async run(fixture) {
      const { context, continuation } = await firstRequest(fixture);
      const want = { top: fixture.predictor.info.vocabularySize };
      const scored = await scoreOne(fixture.predictor, { context, continuation: continuation.slice(0, 1), want });
      const sum = (scored.tokens[0]?.top ?? []).reduce((total, { logprob }) => total + Math.exp(logprob), 0);
      expect(sum).toBeCloseTo(1, 4);
    },
  },
  {
    name: "a score is the product of next-token probabilities",
    async run(fixture) {
      const { context, continuation } = await firstRequest(fixture);
      const whole = await scoreOne(fixture.predictor, { context, continuation });
      const steps: Scored[] = [];
      for (const [i, token] of continuation.entries()) {
        steps.push(await scoreOne(fixture.predictor, { context: [...context, ...continuation.slice(0, i)], continuation: [token] }));
      }
      expect(whole.tokens).toHaveLength(continuation.length);
      whole.tokens.forEach(({ logprob }, i) => expectNear(logprob, steps[i]?.logprob ?? null, fixture.tolerance, `token ${i}`));
      expectNear(whole.logprob, steps.reduce((sum, { logprob }) => sum + logprob, 0), fixture.tolerance * continuation.length, "sum");
    },
  },
  {
    name: "scores in a batch equal scores one by one",
    async run(fixture) {
      const requests = (await documentsOf(fixture)).map(halve);
      const batch = (await fixture.predictor.score(requests)).map(requireScored);
      expect(batch.length).toBeGreaterThan(1);
      for (const [i, request] of requests.entries()) {
        expectSameScore(batch[i] as Scored, await scoreOne(fixture.predictor, request), fixture.tolerance);
      }
    },
  },
  {
    name: "a shared prefix gives the scores of a fresh one",
    async run(fixture) {
      const documents = await documentsOf(fixture);
      const { context } = halve(documents[0] as number[]);
      const requests = documents.map((ids) => ({ context, continuation: halve(ids).continuation }));
      const shared = (await fixture.predictor.score(requests)).map(requireScored);
      for (const [i, request] of requests.entries()) {
        await scoreOne(fixture.predictor, halve((documents[1] as number[]).toReversed()));
        expectSameScore(shared[i] as Scored, await scoreOne(fixture.predictor, request), fixture.tolerance);
      }
    },
  },
  {
    name: "outcomes keep the order of their requests",
    async run(fixture) {
      const requests = (await documentsOf(fixture)).flatMap((ids) => [1, ids.length - 1, 3].map((cut) => ({ context: ids.slice(0, cut), continuation: ids.slice(cut) })));
      const outcomes = (await fixture.predictor.score(requests)).map(requireScored);
      expect(outcomes.map(({ tokens }) => tokens.map(({ token }) => token))).toEqual(requests.map(({ continuation }) => continuation));
      expect(outcomes.map(({ promptTokens }) => promptTokens)).toEqual(requests.map(({ context }) => context.length));
      for (const { promptTokens, cachedTokens } of outcomes) expect(cachedTokens).toBeLessThanOrEqual(promptTokens);
    },
  },
  {
    name: "no requests give no outcomes",
    async run({ predictor }) {
      expect(await predictor.score([])).toEqual([]);
    },
  },
  {
    name: "token texts make up the text",
    async run(fixture) {
      const { context, continuation } = await firstRequest(fixture);
      const { tokens } = await scoreOne(fixture.predictor, { context, continuation });
      expect([tokens.map(({ text }) => text).join("")]).toEqual(await fixture.predictor.detokenize([continuation]));
    },
  },
  {
    name: "a first token with nothing before it has no log-probability",
    async run(fixture) {
      const [continuation = []] = await documentsOf(fixture);
      const { tokens, logprob } = await scoreOne(fixture.predictor, { context: [], continuation, want: { statistics: true, top: 1 } });
      expect(tokens[0]).toMatchObject({ logprob: null, statistics: null, top: null });
      const rest = tokens.slice(1).map((token) => token.logprob as number);
      expect(rest.every(Number.isFinite)).toBe(true);
      expectNear(logprob, rest.reduce((sum, value) => sum + value, 0), 1e-6 * tokens.length, "sum");
    },
  },
  refusal("an empty continuation is refused, others are scored", "predictor/empty-continuation", () => ({ context: [0], continuation: [] })),
  refusal("a text that does not fit is refused, others are scored", "predictor/context-too-long", (size, good) => ({
    context: Array<number>(size).fill(good.context[0] as number),
    continuation: good.continuation,
  })),
  refusal("a negative token id is refused, others are scored", "predictor/invalid-token", (_, good) => ({ ...good, continuation: [-1] })),
  refusal("a token id beyond the vocabulary is refused, others are scored", "predictor/invalid-token", (_, good, vocabulary) => ({ ...good, context: [vocabulary] })),
  refusal("a token id that is no whole number is refused, others are scored", "predictor/invalid-token", (_, good) => ({ ...good, continuation: [1.5] })),
];

function refusal(name: string, code: string, make: (contextTokens: number, good: ScoreRequest, vocabulary: number) => ScoreRequest): PredictorCase {
  return {
    name,
    async run(fixture) {
      const { contextTokens, vocabularySize } = fixture.predictor.info;
      const good = await firstRequest(fixture);
      const outcomes = await fixture.predictor.score([good, make(contextTokens, good, vocabularySize), good]);
      expect(outcomes.map(codeOf)).toEqual(["scored", code, "scored"]);
      expectSameScore(requireScored(outcomes[2]), await scoreOne(fixture.predictor, good), fixture.tolerance);
    },
  };
}
