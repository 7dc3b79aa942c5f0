/** @module Cases about what is computed beside the log-probabilities: statistics, likeliest tokens, hidden state. */
import { expect } from "vitest";
import type { RankedToken, ScoredToken } from "../../predictor/predictor.ts";
import { documentsOf, expectNear, firstRequest, halve, requireScored, sampleOne, scoreOne, type PredictorCase } from "./fixture.ts";

export const statisticsCases: readonly PredictorCase[] = [
  {
    name: "statistics agree with each other and with the likeliest tokens",
    async run(fixture) {
      const want = { statistics: true, top: 5 };
      const requests = (await documentsOf(fixture)).map((ids) => ({ ...halve(ids), want }));
      const tokens = (await fixture.predictor.score(requests)).flatMap((outcome) => requireScored(outcome).tokens);
      expect(tokens.length).toBeGreaterThan(0);
      for (const token of tokens) expectConsistent(token, fixture.predictor.info.vocabularySize);
    },
  },
  {
    name: "entropy and variance are those of the whole distribution",
    async run(fixture) {
      const { context, continuation } = await firstRequest(fixture);
      const want = { statistics: true, top: fixture.predictor.info.vocabularySize };
      const { tokens } = await scoreOne(fixture.predictor, { context, continuation: continuation.slice(0, 1), want });
      const all = tokens[0]?.top ?? [];
      const entropy = all.reduce((sum, { logprob }) => sum - Math.exp(logprob) * logprob, 0);
      const variance = all.reduce((sum, { logprob }) => sum + Math.exp(logprob) * (logprob + entropy) ** 2, 0);
      expectNear(tokens[0]?.statistics?.entropy ?? null, entropy, 1e-3, "entropy");
      expectNear(tokens[0]?.statistics?.variance ?? null, variance, 1e-2, "variance");
    },
  },
  {
    name: "what was not asked for is null, and asking does not change the scores",
    async run(fixture) {
      const request = await firstRequest(fixture);
      const plain = await scoreOne(fixture.predictor, request);
      for (const token of plain.tokens) expect(token).toMatchObject({ statistics: null, top: null });
      expect(plain.meanHidden).toBeNull();
      const full = await scoreOne(fixture.predictor, { ...request, want: { statistics: true, top: 3 } });
      expectNear(full.logprob, plain.logprob, fixture.tolerance * request.continuation.length, "sum");
    },
  },
  {
    name: "the mean hidden state has the size that was told",
    async run(fixture) {
      const { hiddenSize } = fixture.predictor.info;
      const request = { ...(await firstRequest(fixture)), want: { hidden: true } };
      if (hiddenSize === null) {
        expect((await fixture.predictor.capabilities()).hidden).toBe(false);
        return;
      }
      const { meanHidden } = await scoreOne(fixture.predictor, request);
      expect(meanHidden).toHaveLength(hiddenSize);
      expect([...(meanHidden ?? [])].every(Number.isFinite)).toBe(true);
      expect((meanHidden ?? []).some((value) => value !== 0)).toBe(true);
    },
  },
  {
    name: "the mean hidden state is the mean over the single positions",
    async run(fixture) {
      if (fixture.predictor.info.hiddenSize === null) return;
      const { context, continuation } = await firstRequest(fixture);
      const want = { hidden: true };
      const pair = continuation.slice(0, 2);
      const both = (await scoreOne(fixture.predictor, { context, continuation: pair, want })).meanHidden as Float32Array;
      const first = (await scoreOne(fixture.predictor, { context, continuation: pair.slice(0, 1), want })).meanHidden as Float32Array;
      const second = (await scoreOne(fixture.predictor, { context: [...context, ...pair.slice(0, 1)], continuation: pair.slice(1), want })).meanHidden as Float32Array;
      const scale = Math.max(...both.map(Math.abs));
      both.forEach((value, i) => expectNear(value, ((first[i] as number) + (second[i] as number)) / 2, Math.max(1e-6, fixture.tolerance) * scale, `unit ${i}`));
    },
  },
  {
    name: "a sample reports the statistics of its score",
    async run(fixture) {
      const { context } = await firstRequest(fixture);
      const want = { statistics: true, top: 3 };
      const [sample] = await sampleOne(fixture.predictor, { context, maxTokens: 8, seed: 11, temperature: 0.7, want });
      const drawn = sample?.tokens ?? [];
      const scored = await scoreOne(fixture.predictor, { context, continuation: drawn.map(({ token }) => token), want });
      scored.tokens.forEach(({ statistics }, i) => {
        expectNear(drawn[i]?.statistics?.entropy ?? null, statistics?.entropy ?? null, Math.max(1e-6, fixture.tolerance), `entropy ${i}`);
        expectConsistent(drawn[i] as ScoredToken, fixture.predictor.info.vocabularySize);
      });
    },
  },
];

function expectConsistent({ token, logprob, statistics, top }: ScoredToken, vocabularySize: number): void {
  if (logprob === null || statistics === null || top === null) throw new TypeError("a token lacks what was asked for");
  expect(logprob).toBeLessThanOrEqual(0);
  expect(statistics.entropy).toBeGreaterThanOrEqual(0);
  expect(statistics.entropy).toBeLessThanOrEqual(Math.log(vocabularySize) + 1e-4);
  expect(statistics.variance).toBeGreaterThanOrEqual(0);
  expect(Number.isInteger(statistics.rank) && statistics.rank >= 0 && statistics.rank < vocabularySize).toBe(true);
  expect(top.map((other) => other.logprob)).toEqual(top.map((other) => other.logprob).toSorted((a, b) => b - a));
  expect(new Set(top.map((other) => other.token)).size).toBe(5 > top.length ? top.length : 5);
  // The same float in both places: clients compare them for equality.
  const own = top.find((other) => other.token === token);
  if (own !== undefined) expect(own.logprob).toBe(logprob);
  expect(statistics.rank === 0).toBe(logprob === (top[0] as RankedToken).logprob);
  const likelier = top.filter((other) => other.logprob > logprob).length;
  expect(likelier).toBe(Math.min(statistics.rank, top.length));
}
