/** @module Cases about what samples are drawn from: temperature, truncation, and a chi-square test against the scores. */
import { expect } from "vitest";
import type { RankedToken, Sampling } from "../../predictor/predictor.ts";
import { isCannotMeasure } from "../../protocol/results.ts";
import { chiSquareTest, type ChiSquareTest } from "../../stats/chi-square.ts";
import { documentsOf, expectNear, firstRequest, requireScored, sampleOne, scoreOne, type PredictorCase, type PredictorFixture } from "./fixture.ts";

export const distributionCases: readonly PredictorCase[] = [
  {
    name: "temperature 0 takes the likeliest token",
    async run(fixture) {
      const { context } = await firstRequest(fixture);
      const sampling = { maxTokens: 8, temperature: 0, want: { statistics: true } };
      const [one] = await sampleOne(fixture.predictor, { context, seed: 1, ...sampling });
      const [other] = await sampleOne(fixture.predictor, { context, seed: 2, ...sampling });
      for (const token of one?.tokens ?? []) expect(token).toMatchObject({ statistics: { rank: 0 }, sampledLogprob: 0 });
      expect(one?.end.text).toBe(other?.end.text);
    },
  },
  {
    name: "top-k 1 takes the likeliest token",
    async run(fixture) {
      const { context } = await firstRequest(fixture);
      const [sample] = await sampleOne(fixture.predictor, { context, seed: 3, maxTokens: 8, topK: 1, want: { statistics: true } });
      for (const token of sample?.tokens ?? []) {
        expect(token.statistics?.rank).toBe(0);
        expectNear(token.sampledLogprob, 0, 1e-6, "sampledLogprob");
      }
    },
  },
  {
    name: "sampledLogprob equals logprob where nothing is changed",
    async run(fixture) {
      const tokens = await drawSome(fixture, {});
      for (const { logprob, sampledLogprob } of tokens) expectNear(sampledLogprob, logprob, 1e-4, "sampledLogprob");
    },
  },
  {
    name: "sampledLogprob is that of the changed distribution, logprob that of the model",
    async run(fixture) {
      for (const sampling of [{ temperature: 0.7 }, { temperature: 1.5, topK: 4 }, { topP: 0.6 }, { minP: 0.3 }]) {
        const tokens = await drawSome(fixture, sampling);
        const all = await nextTokens(fixture);
        const changed = changedLogprobs(all, sampling);
        const first = tokens[0] as (typeof tokens)[number];
        expectNear(first.sampledLogprob, changed.get(first.token) ?? null, fixture.tolerance + 1e-4, JSON.stringify(sampling));
        expectNear(first.logprob, all.find(({ token }) => token === first.token)?.logprob ?? null, fixture.tolerance, "logprob");
        expect(tokens.some(({ logprob, sampledLogprob }) => Math.abs(logprob - sampledLogprob) > 1e-3)).toBe(true);
      }
    },
  },
  ...[1, 0.7].map((temperature) => ({
    name: `draws at temperature ${temperature} follow the scored probabilities`,
    async run(fixture: PredictorFixture) {
      const test = await testDraws(fixture, { temperature });
      expect(test.cells).toBeGreaterThan(1);
      expect(test.p, JSON.stringify(test)).toBeGreaterThan(0.001);
    },
  })),
  {
    name: "draws under top-k, top-p and min-p follow the truncated probabilities",
    async run(fixture) {
      for (const sampling of [{ topK: 5 }, { topP: 0.95 }, { minP: 0.02 }]) {
        const test = await testDraws(fixture, sampling);
        expect(test.p, JSON.stringify({ sampling, ...test })).toBeGreaterThan(0.001);
      }
    },
  },
];

/** Chi-square test of single-token draws, where many tokens are likely, against what `score` says. */
export async function testDraws(fixture: PredictorFixture, sampling: Sampling): Promise<ChiSquareTest> {
  const context = await broadContext(fixture);
  const samples = await sampleOne(fixture.predictor, { context, seed: 20, n: fixture.draws, maxTokens: 1, ...sampling });
  const changed = changedLogprobs(await nextTokens(fixture), sampling);
  const counts = new Map<number, number>();
  for (const { tokens } of samples) counts.set(tokens[0]?.token ?? -1, (counts.get(tokens[0]?.token ?? -1) ?? 0) + 1);
  for (const token of counts.keys()) expect(changed.has(token), `token ${token} should never be drawn`).toBe(true);
  const order = [...changed.keys()];
  const test = chiSquareTest(
    order.map((token) => counts.get(token) ?? 0),
    order.map((token) => Math.exp(changed.get(token) as number)),
  );
  if (isCannotMeasure(test)) throw new TypeError(`${test.reason}: choose texts in which several next tokens are likely`);
  return test;
}

async function drawSome(fixture: PredictorFixture, sampling: Sampling) {
  const context = await broadContext(fixture);
  const samples = await sampleOne(fixture.predictor, { context, seed: 5, n: 2, maxTokens: 12, ...sampling });
  return samples.flatMap(({ tokens }) => tokens);
}

/** The beginning of a text after which the next token is least certain. */
async function broadContext(fixture: PredictorFixture): Promise<readonly number[]> {
  const documents = await documentsOf(fixture);
  const requests = documents.map((ids) => ({ context: ids.slice(0, 1), continuation: ids.slice(1), want: { statistics: true } }));
  const places = (await fixture.predictor.score(requests)).flatMap((outcome, text) =>
    requireScored(outcome).tokens.map(({ statistics }, i) => ({ entropy: statistics?.entropy ?? 0, context: (documents[text] ?? []).slice(0, i + 1) })),
  );
  return places.reduce((best, place) => (place.entropy > best.entropy ? place : best)).context;
}

/** The whole next-token distribution there, likeliest first. */
async function nextTokens(fixture: PredictorFixture): Promise<readonly RankedToken[]> {
  const context = await broadContext(fixture);
  const want = { top: fixture.predictor.info.vocabularySize };
  const scored = await scoreOne(fixture.predictor, { context, continuation: [0], want });
  return scored.tokens[0]?.top ?? [];
}

/** What the settings mean, in the plainest way: each step alone, on a sorted list, renormalised. */
function changedLogprobs(ranked: readonly RankedToken[], { temperature = 1, topK = 0, topP = 1, minP = 0 }: Sampling): Map<number, number> {
  let kept = normalise(ranked.map(({ token, logprob }) => ({ token, p: Math.exp((logprob - (ranked[0]?.logprob ?? 0)) / temperature) })));
  if (topK > 0) kept = normalise(kept.slice(0, topK));
  let sum = 0;
  const reached = kept.findIndex(({ p }) => (sum += p) >= topP);
  if (topP < 1) kept = normalise(kept.slice(0, reached + 1));
  kept = normalise(kept.filter(({ p }) => p >= minP * (kept[0]?.p ?? 0)));
  return new Map(kept.map(({ token, p }) => [token, Math.log(p)]));
}

type Weighed = { readonly token: number; readonly p: number };

function normalise(list: readonly Weighed[]): readonly Weighed[] {
  const total = list.reduce((sum, { p }) => sum + p, 0);
  return list.map(({ token, p }) => ({ token, p: p / total }));
}
