/** @module What the cases of the predictor suite share: their input, and short ways to ask and to compare. */
import { expect } from "vitest";
import { isPremiseError } from "../../errors/premise-error.ts";
import type { Predictor, SampledToken, SampleEnd, SampleEvent, SampleRequest, Scored, ScoreOutcome, ScoreRequest } from "../../predictor/predictor.ts";

export type PredictorFixture = {
  readonly predictor: Predictor;
  /** Another one, that the case may close. */
  readonly create: () => Promise<Predictor>;
  readonly texts: readonly string[];
  /** Nats by which a token may differ between two ways to compute the same. */
  readonly tolerance: number;
  /** Draws for the chi-square cases. */
  readonly draws: number;
};

export type PredictorCase = { readonly name: string; readonly run: (fixture: PredictorFixture) => Promise<void> };

export type Sample = { readonly tokens: readonly SampledToken[]; readonly end: SampleEnd };

/** Each text's ids, with the document's beginning before them where the model expects it. */
export async function documentsOf({ predictor, texts }: PredictorFixture): Promise<number[][]> {
  const { token, byDefault } = predictor.info.bos;
  const sequences = await predictor.tokenize(texts);
  for (const ids of sequences) expect(ids.length, "texts need at least 6 tokens each").toBeGreaterThanOrEqual(6);
  return sequences.map((ids) => (byDefault && token !== null ? [token, ...ids] : ids));
}

/** The first text cut in the middle. */
export async function firstRequest(fixture: PredictorFixture): Promise<ScoreRequest> {
  return halve((await documentsOf(fixture))[0] as number[]);
}

export function halve(ids: readonly number[]): ScoreRequest {
  const middle = Math.ceil(ids.length / 2);
  return { context: ids.slice(0, middle), continuation: ids.slice(middle) };
}

export function requireScored(outcome: ScoreOutcome | undefined): Scored {
  if (outcome === undefined) throw new TypeError("an outcome is missing");
  if (!outcome.ok) throw outcome.error;
  return outcome;
}

export async function scoreOne(predictor: Predictor, request: ScoreRequest): Promise<Scored> {
  const outcomes = await predictor.score([request]);
  expect(outcomes).toHaveLength(1);
  return requireScored(outcomes[0]);
}

export async function collect(events: AsyncIterable<SampleEvent>): Promise<SampleEvent[]> {
  const collected: SampleEvent[] = [];
  for await (const event of events) collected.push(event);
  return collected;
}

/** The n samples of one request, in order. */
export async function sampleOne(predictor: Predictor, request: SampleRequest): Promise<Sample[]> {
  return samplesOf(await collect(predictor.sample([request])), 0, request.n ?? 1);
}

/** The `n` samples of one of several requests, in order. @throws what the request was refused with. */
export function samplesOf(events: readonly SampleEvent[], request: number, n = 1): Sample[] {
  const tokens = Array.from({ length: n }, (): SampledToken[] => []);
  const ends = Array.from({ length: n }, (): SampleEnd[] => []);
  for (const event of events) {
    if (event.request !== request) continue;
    if (event.kind === "refused") throw event.error;
    if (event.kind === "end") ends[event.sample]?.push(event.end);
    else if (ends[event.sample]?.length === 0) tokens[event.sample]?.push(event.token);
    else throw new TypeError(`sample ${event.sample} goes on after its end`);
  }
  return ends.map((own, sample) => {
    expect(own, "every sample ends once").toHaveLength(1);
    return { tokens: tokens[sample] ?? [], end: own[0] as SampleEnd };
  });
}

/** Code of the table that the outcome was refused with, or "scored". */
export function codeOf(outcome: ScoreOutcome | undefined): string {
  return outcome?.ok === false ? outcome.error.code : "scored";
}

/** Code of the table that the work rejects with, or "no error". */
export async function rejection(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
  } catch (error) {
    return isPremiseError(error) ? error.code : `not of the table: ${String(error)}`;
  }
  return "no error";
}

/** The same tokens with log-probabilities within the tolerance. */
export function expectSameScore(actual: Scored, expected: Scored, tolerance: number): void {
  expect(actual.tokens.map(({ token }) => token)).toEqual(expected.tokens.map(({ token }) => token));
  actual.tokens.forEach(({ logprob }, i) => expectNear(logprob, expected.tokens[i]?.logprob ?? null, tolerance, `token ${i}`));
}

export function expectNear(actual: number | null, expected: number | null, tolerance: number, what: string): void {
  if (actual === null || expected === null) expect(actual, what).toBe(expected);
  else expect(Math.abs(actual - expected), `${what}: ${actual} against ${expected}`).toBeLessThanOrEqual(tolerance);
}
