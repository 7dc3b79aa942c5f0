/** @module Cases about `sample`: seeds, ends, refusals. */
import { expect } from "vitest";
import type { SampleRequest } from "../../predictor/predictor.ts";
import { collect, expectNear, firstRequest, sampleOne, samplesOf, scoreOne, type PredictorCase, type PredictorFixture, type Sample } from "./fixture.ts";

export const sampleCases: readonly PredictorCase[] = [
  {
    name: "the same seed gives the same text",
    async run(fixture) {
      const request = await requestOf(fixture, { n: 2, maxTokens: 16 });
      const [first, second] = [await sampleOne(fixture.predictor, request), await sampleOne(fixture.predictor, request)];
      expect(first.map(idsOf)).toEqual(second.map(idsOf));
      expect(first.map(({ end }) => end.text)).toEqual(second.map(({ end }) => end.text));
    },
  },
  {
    name: "another seed, and another sample of a seed, give another text",
    async run(fixture) {
      const samples = await sampleOne(fixture.predictor, await requestOf(fixture, { n: 6, maxTokens: 24 }));
      const others = await sampleOne(fixture.predictor, await requestOf(fixture, { n: 6, maxTokens: 24, seed: 2 }));
      expect(new Set(samples.map(({ end }) => end.text)).size).toBeGreaterThan(2);
      expect(others.map(idsOf)).not.toEqual(samples.map(idsOf));
    },
  },
  {
    name: "a sample does not depend on how many others are drawn",
    async run(fixture) {
      const three = await sampleOne(fixture.predictor, await requestOf(fixture, { n: 3, maxTokens: 12 }));
      const [one] = await sampleOne(fixture.predictor, await requestOf(fixture, { n: 1, maxTokens: 12 }));
      expect(idsOf(three[0] as Sample)).toEqual(idsOf(one as Sample));
    },
  },
  {
    name: "every request gets its n samples, each with its own end and counts",
    async run(fixture) {
      const requests = [await requestOf(fixture, { n: 2, maxTokens: 5 }), await requestOf(fixture, { n: 3, maxTokens: 9, seed: 4 })];
      const events = await collect(fixture.predictor.sample(requests));
      expect(events.every((event) => event.kind !== "refused" && event.sample < (requests[event.request]?.n ?? 0))).toBe(true);
      for (const [index, request] of requests.entries()) {
        for (const sample of samplesOf(events, index, request.n)) await expectWhole(fixture, request, sample);
      }
    },
  },
  {
    name: "a stop text ends the sample and is left out",
    async run(fixture) {
      const request = await requestOf(fixture, { n: 8, maxTokens: 24 });
      const all = await sampleOne(fixture.predictor, request);
      const index = all.findIndex(({ end }) => end.text.length > 6);
      expect(index, "every free sample is too short to stop").toBeGreaterThanOrEqual(0);
      const free = all[index];
      const text = free?.end.text ?? "";
      // Four characters span tokens in most vocabularies.
      const stop = text.slice(Math.floor(text.length / 2), Math.floor(text.length / 2) + 4);
      const stopped = (await sampleOne(fixture.predictor, { ...request, stop: ["\u0000never\u0000", stop] }))[index];
      expect(stopped?.end).toMatchObject({ reason: "stop", text: text.slice(0, text.indexOf(stop)) });
      const drawn = idsOf(stopped as Sample);
      expect(drawn).toEqual(idsOf(free as Sample).slice(0, drawn.length));
      expect((await fixture.predictor.detokenize([drawn]))[0]).toContain(stop);
    },
  },
  {
    name: "scoring a sample's ids gives the log-probabilities that it reported",
    async run(fixture) {
      for (const temperature of [1, 0.7]) {
        const request = await requestOf(fixture, { maxTokens: 16, temperature });
        const [sample] = await sampleOne(fixture.predictor, request);
        const continuation = idsOf(sample as Sample);
        const scored = await scoreOne(fixture.predictor, { context: request.context, continuation });
        scored.tokens.forEach(({ logprob }, i) => expectNear(sample?.tokens[i]?.logprob ?? null, logprob, fixture.tolerance, `token ${i}`));
      }
    },
  },
  {
    name: "several requests at once give each its own samples",
    async run(fixture) {
      const requests = [await requestOf(fixture, { maxTokens: 6 }), await requestOf(fixture, { maxTokens: 6, temperature: 0 })];
      const events = await collect(fixture.predictor.sample(requests));
      const [greedy] = await sampleOne(fixture.predictor, requests[1] as SampleRequest);
      expect(samplesOf(events, 0)[0]?.tokens.length).toBeGreaterThan(0);
      expect(samplesOf(events, 1)[0]?.tokens[0]?.token).toBe(greedy?.tokens[0]?.token);
    },
  },
  refusal("sampling from nothing is refused, others are sampled", "predictor/nothing-before", { context: [] }),
  refusal("a sample from an invalid token id is refused, others are sampled", "predictor/invalid-token", { context: [-1] }),
  refusal("a temperature below 0 is refused by name, others are sampled", "predictor/invalid-sampling", { temperature: -1 }, "temperature"),
  refusal("a top-p of 0 is refused by name, others are sampled", "predictor/invalid-sampling", { topP: 0 }, "topP"),
  refusal("a broken top-k is refused by name, others are sampled", "predictor/invalid-sampling", { topK: 1.5 }, "topK"),
  refusal("a min-p above 1 is refused by name, others are sampled", "predictor/invalid-sampling", { minP: 2 }, "minP"),
  refusal("a broken seed is refused by name, others are sampled", "predictor/invalid-sampling", { seed: 0.5 }, "seed"),
  refusal("no samples at all are refused by name, others are sampled", "predictor/invalid-sampling", { n: 0 }, "n must"),
  refusal("an empty stop text is refused by name, others are sampled", "predictor/invalid-sampling", { stop: [""] }, "stop"),
  {
    name: "a sample that could outgrow the context is refused, others are sampled",
    async run(fixture) {
      const good = await requestOf(fixture, { maxTokens: 1 });
      const { contextTokens } = fixture.predictor.info;
      const events = await collect(fixture.predictor.sample([{ ...good, maxTokens: contextTokens + 1 }, good]));
      expect(() => samplesOf(events, 0)).toThrow(`the context holds ${contextTokens}`);
      expect(samplesOf(events, 1)[0]?.tokens).toHaveLength(1);
    },
  },
];

function refusal(name: string, code: string, change: Partial<SampleRequest>, named = ""): PredictorCase {
  return {
    name,
    async run(fixture) {
      const good = await requestOf(fixture, { maxTokens: 2 });
      const events = await collect(fixture.predictor.sample([good, { ...good, ...change }, good]));
      const refused = events.flatMap((event) => (event.kind === "refused" ? [event] : []));
      expect(refused.map(({ request, error }) => [request, error.code])).toEqual([[1, code]]);
      expect(refused[0]?.error.message).toContain(named);
      for (const request of [0, 2]) expect(samplesOf(events, request)[0]?.tokens.length).toBeGreaterThan(0);
    },
  };
}

async function requestOf(fixture: PredictorFixture, change: Partial<SampleRequest>): Promise<SampleRequest> {
  const { context } = await firstRequest(fixture);
  return { context, maxTokens: 16, seed: 1, ...change };
}

function idsOf({ tokens }: Sample): number[] {
  return tokens.map(({ token }) => token);
}

async function expectWhole({ predictor }: PredictorFixture, request: SampleRequest, { tokens, end }: Sample): Promise<void> {
  expect(tokens.length).toBeGreaterThan(0);
  expect(tokens.length).toBeLessThanOrEqual(request.maxTokens);
  expect(end).toMatchObject({ generatedTokens: tokens.length, promptTokens: request.context.length, meanHidden: null });
  const ended = predictor.info.endOfText.includes(tokens.at(-1)?.token ?? -1);
  expect(end.reason).toBe(ended ? "end-of-text" : "length");
  const shown = tokens.slice(0, ended ? -1 : undefined).map(({ token }) => token);
  expect([end.text]).toEqual(await predictor.detokenize([shown]));
  for (const { logprob, sampledLogprob } of tokens) expect(logprob <= 0 && sampledLogprob <= 0).toBe(true);
}
