/** @module Cases about the predictor as a whole: what it tells of itself, interruption, concurrency, closing. */
import { expect } from "vitest";
import type { Scored } from "../../predictor/predictor.ts";
import { isCannotMeasure } from "../../protocol/results.ts";
import { collect, documentsOf, expectSameScore, firstRequest, halve, rejection, requireScored, sampleOne, scoreOne, type PredictorCase } from "./fixture.ts";

export const lifecycleCases: readonly PredictorCase[] = [
  {
    name: "what it tells of itself fits together",
    async run({ predictor: { info } }) {
      const controls = [...(info.bos.token === null ? [] : [info.bos.token]), ...info.endOfText];
      expect(info.endOfText.length).toBeGreaterThan(0);
      expect(controls.every((token) => Number.isInteger(token) && token >= 0 && token < info.vocabularySize)).toBe(true);
      expect(info.bos.byDefault && info.bos.token === null).toBe(false);
      expect(info.contextTokens).toBeGreaterThan(0);
      for (const part of [info.model, ...Object.values(info.fingerprint)]) expect(part).not.toBe("");
    },
  },
  {
    name: "capabilities are answered",
    async run({ predictor, tolerance }) {
      const { determinism, ...can } = await predictor.capabilities();
      expect(can).toMatchObject({ score: true, sample: true, statistics: true, hidden: predictor.info.hiddenSize !== null });
      expect(can.chat).toBe(predictor.info.chatTemplate !== null);
      if (isCannotMeasure(determinism)) throw new TypeError(determinism.reason);
      expect(determinism.n).toBeGreaterThan(0);
      expect(determinism.value).toBeGreaterThanOrEqual(0);
      expect(determinism.value).toBeLessThanOrEqual(tolerance * 100);
    },
  },
  {
    name: "progress reaches the total",
    async run(fixture) {
      const requests = (await documentsOf(fixture)).map(halve);
      const steps: [number, number][] = [];
      await fixture.predictor.score(requests, { onProgress: (done, total) => void steps.push([done, total]) });
      expect(steps.at(-1)).toEqual([requests.length, requests.length]);
      expect(steps.map(([done]) => done)).toEqual(steps.map(([done]) => done).toSorted((a, b) => a - b));
    },
  },
  {
    name: "an aborted score rejects as interrupted, later calls work",
    async run(fixture) {
      const request = await firstRequest(fixture);
      const signal = AbortSignal.abort();
      expect(await rejection(() => fixture.predictor.score([request], { signal }))).toBe("interrupted");
      expect((await scoreOne(fixture.predictor, request)).tokens.length).toBeGreaterThan(0);
    },
  },
  {
    name: "a score aborted on its way rejects as interrupted, later calls work",
    async run(fixture) {
      const request = await firstRequest(fixture);
      const controller = new AbortController();
      const requests = Array.from({ length: 200 }, (_, i) => ({ ...request, context: [...request.context, ...request.continuation.slice(0, i % 3)] }));
      const work = rejection(() => fixture.predictor.score(requests, { signal: controller.signal }));
      setImmediate(() => controller.abort());
      expect(await work).toBe("interrupted");
      expect((await scoreOne(fixture.predictor, request)).tokens.length).toBeGreaterThan(0);
    },
  },
  {
    name: "a sample aborted on its way rejects as interrupted, later calls work",
    async run(fixture) {
      const { context } = await firstRequest(fixture);
      const controller = new AbortController();
      const code = await rejection(async () => {
        for await (const event of fixture.predictor.sample([{ context, maxTokens: 64, seed: 1, n: 4 }], { signal: controller.signal })) {
          if (event.kind === "token") controller.abort();
        }
      });
      expect(code).toBe("interrupted");
      expect(await sampleOne(fixture.predictor, { context, maxTokens: 2, seed: 1 })).toHaveLength(1);
    },
  },
  {
    name: "a sample that is left early lets later calls work",
    async run(fixture) {
      const request = await firstRequest(fixture);
      for await (const event of fixture.predictor.sample([{ context: request.context, maxTokens: 64, seed: 1, n: 4 }])) {
        if (event.kind === "token") break;
      }
      expect((await scoreOne(fixture.predictor, request)).tokens.length).toBeGreaterThan(0);
    },
  },
  {
    name: "calls at the same time do not disturb each other",
    async run(fixture) {
      const requests = (await documentsOf(fixture)).map(halve);
      const request = { context: requests[0]?.context ?? [], maxTokens: 8, seed: 9, temperature: 0 };
      const [scored, events, again] = await Promise.all([
        fixture.predictor.score(requests),
        collect(fixture.predictor.sample([request])),
        fixture.predictor.score(requests.toReversed()),
      ]);
      scored.forEach((outcome, i) => expectSameScore(requireScored(outcome), requireScored(again.at(-1 - i)) as Scored, fixture.tolerance));
      expect(events.at(-1)?.kind).toBe("end");
    },
  },
  {
    name: "closing twice is fine, later calls are refused",
    async run({ create, predictor, texts }) {
      const own = await create();
      const [ids = []] = await own.tokenize(texts);
      await own.close();
      await own.close();
      const request = halve(ids);
      expect(await rejection(() => own.score([request]))).toBe("engine/closed");
      expect(await rejection(() => own.tokenize(["a"]))).toBe("engine/closed");
      expect(await rejection(() => own.detokenize([[0]]))).toBe("engine/closed");
      expect(await rejection(() => collect(own.sample([{ context: request.context, maxTokens: 1, seed: 1 }])))).toBe("engine/closed");
      expect((await scoreOne(predictor, request)).tokens.length).toBeGreaterThan(0);
    },
  },
];
