import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import { createRandom, shuffle } from "../../random/seeded.ts";
import { openPredictor } from "../choose.ts";
import { cutText, mostInBatch } from "./schedule/cuts.ts";
import type { Predictor, SampleEvent, SampleRequest, Scored, ScoreRequest } from "../predictor.ts";

const orders = 20;

for (const id of ["smollm2-135m-instruct", "gemma-3-270m"]) {
  describe.skipIf((await ensureModel(id)) === null)(`${id} opened with deterministic: true (skipped where it is not here)`, () => {
    let predictor: Predictor;
    let scores: ScoreRequest[];
    let samples: SampleRequest[];
    beforeAll(async () => {
      predictor = await openPredictor(id, { env: process.env, threads: 1, contextTokens: 512, deterministic: true });
      [scores, samples] = await makeRequests(predictor);
    }, 60_000);
    afterAll(() => predictor?.close());

    it(`gives every bit again in ${orders} orders of arrival`, async () => {
      const random = createRandom(20);
      const expected = await answerAll(predictor, scores, samples, [...scores.keys()], [...samples.keys()]);
      expect(expected.scores.length + expected.samples.length).toBe(scores.length + samples.length);
      for (let order = 0; order < orders; order++) {
        const found = await answerAll(predictor, scores, samples, shuffle([...scores.keys()], random), shuffle([...samples.keys()], random));
        expect(found).toEqual(expected);
      }
    }, 600_000);

    it("evaluates a text once: for its score, for the same with another context, and for what comes after it", async () => {
      const { continuation: text } = scores.at(-1) as ScoreRequest;
      const cut = text.length - 4;
      const [first] = await predictor.score([{ context: text.slice(0, cut), continuation: text.slice(cut) }]);
      const [again] = await predictor.score([{ context: text.slice(0, cut), continuation: text.slice(cut) }]);
      expect(again).toEqual({ ...first, cachedTokens: cut });
      for await (const event of predictor.sample([{ context: text, maxTokens: 1, seed: 0 }])) if (event.kind === "end") expect(event.end.cachedTokens).toBe(text.length);
    }, 60_000);

    it("takes a text of any length, also one whose last batch is a token over the largest", async () => {
      const [most = 0] = Array.from({ length: 480 }, (_, i) => i + 1).filter((length) => length - (cutText(length).at(-2) ?? 0) === mostInBatch);
      const lengths = [most - 1, most, most + 1];
      expect(most).toBeGreaterThan(mostInBatch);
      const text = Array.from({ length: 512 }, (_, i) => 1000 + (i % 50));
      const outcomes = await predictor.score(lengths.map((length) => ({ context: text.slice(0, length), continuation: text.slice(length, length + 1) })));
      for (const outcome of outcomes) expect(outcome.ok && Number.isFinite(outcome.logprob)).toBe(true);
      for await (const event of predictor.sample(lengths.map((length) => ({ context: text.slice(0, length), maxTokens: 2, seed: 1 })))) expect(event.kind).not.toBe("refused");
    }, 60_000);

    it("answers others while a reader of samples is behind", async () => {
      const behind = predictor.sample([{ context: [5, 6], maxTokens: 1, seed: 1, n: 100_000 }])[Symbol.asyncIterator]();
      await behind.next();
      for (let i = 0; i < 3; i++) expect((await predictor.score(scores)).every(({ ok }) => ok)).toBe(true);
      await behind.return?.(undefined);
    }, 120_000);

    it("measures itself as repeatable", async () => {
      const { determinism } = await predictor.capabilities();
      expect(determinism).toMatchObject({ value: 0 });
      expect(predictor.info.fingerprint.engine).toContain("repeatable");
    }, 60_000);
  });
}

/** Shared beginnings, short and long, some with everything that can be wanted. */
async function makeRequests(predictor: Predictor): Promise<[ScoreRequest[], SampleRequest[]]> {
  const text = "We measured the height of the water for two years and found that the highest tides come a day after the new moon. The leaves turn red in autumn because the green pigment breaks down when the days become short. Bread rises because the yeast makes carbon dioxide, which the dough traps. Copper conducts electricity better than iron, and silver better than copper.";
  const [words = []] = await predictor.tokenize([text]);
  const scores: ScoreRequest[] = [[1, 3], [20, 2], [66, 2], [64, 2], [66, 3]].map(([length = 0, tail = 0], i) => ({
    context: words.slice(0, length),
    continuation: words.slice(length, length + tail),
    want: i % 2 === 0 ? { statistics: true, hidden: true, top: 2 } : {},
  }));
  // As a harness asks: the choices of a question as whole texts, and what would come after each.
  const choices = [[18, 50], [18, 3], [26, 70], [26, 71], [30, 9], [33, 2]].map(([shared = 0, other = 0]) => [...words.slice(0, shared), ...words.slice(other, other + 5)]);
  for (const choice of choices) scores.push({ context: [], continuation: choice, want: { top: 1 } });
  const samples: SampleRequest[] = [[10, 2], [66, 1]].map(([length = 0, n = 0], i) => ({ context: words.slice(0, length), maxTokens: 3, seed: 5 + i, n, want: { statistics: true } }));
  for (const choice of choices) samples.push({ context: choice, maxTokens: 1, seed: 0, temperature: 0 });
  return [scores, samples];
}

type Answers = { scores: (Omit<Scored, "cachedTokens"> & { cachedTokens: 0 })[]; samples: SampleEvent[][] };

/** All at once, each in a call of its own, in the given order; by request. What was cached may differ, nothing else may. */
async function answerAll(predictor: Predictor, scores: readonly ScoreRequest[], samples: readonly SampleRequest[], scoreOrder: readonly number[], sampleOrder: readonly number[]): Promise<Answers> {
  const answers: Answers = { scores: [], samples: [] };
  await Promise.all([
    ...scoreOrder.map(async (i) => {
      const [outcome] = await predictor.score([scores[i] as ScoreRequest]);
      if (outcome?.ok !== true) throw outcome?.error ?? new TypeError("no outcome");
      answers.scores[i] = { ...outcome, cachedTokens: 0 };
    }),
    ...sampleOrder.map(async (i) => {
      const events: SampleEvent[] = [];
      for await (const event of predictor.sample([samples[i] as SampleRequest])) events.push(event.kind === "end" ? { ...event, end: { ...event.end, cachedTokens: 0 } } : event);
      answers.samples[i] = events;
    }),
  ]);
  return answers;
}
