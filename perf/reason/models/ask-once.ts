/**
 * @module What several arms ask in the same words is evaluated once. Arms of one question have one seed, so that a policy which has refused
 * nothing yet asks exactly what the plain chain asks. Costs are counted from outcomes, which each asker gets: every arm counts what it alone would have cost.
 */
import type { Predictor, SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../../../src/predictor/predictor.ts";

/** Remembers every outcome for as long as it lives: one question. What fails is forgotten, so that it can be asked again. */
export function askOnce(predictor: Predictor): Predictor {
  const scores = new Map<string, Promise<ScoreOutcome>>();
  const samples = new Map<string, Promise<readonly SampleEvent[]>>();
  return {
    info: predictor.info,
    capabilities: () => predictor.capabilities(),
    tokenize: (prompts) => predictor.tokenize(prompts),
    detokenize: (sequences) => predictor.detokenize(sequences),
    score: (requests, options) => recall(scores, requests, scoreKey, async (unknown) => await predictor.score(unknown, options)),
    async *sample(requests, options) {
      const events = await recall(samples, requests, sampleKey, async (unknown) => await gather(predictor.sample(unknown, options), unknown.length));
      for (const [request, ofOne] of events.entries()) yield* ofOne.map((event) => ({ ...event, request }));
    },
    close: () => predictor.close(),
    [Symbol.asyncDispose]: () => predictor[Symbol.asyncDispose](),
  };
}

/** The unknown ones are asked together, as they came. */
async function recall<Request, Outcome>(known: Map<string, Promise<Outcome>>, requests: readonly Request[], keyOf: (request: Request) => string, ask: (unknown: readonly Request[]) => Promise<readonly Outcome[]>): Promise<Outcome[]> {
  const unknown = new Map(requests.map((request) => [keyOf(request), request] as const).filter(([key]) => !known.has(key)));
  if (unknown.size > 0) {
    const asked = ask([...unknown.values()]);
    asked.catch(() => [...unknown.keys()].forEach((key) => known.delete(key)));
    [...unknown.keys()].forEach((key, i) => known.set(key, asked.then((outcomes) => outcomes[i] as Outcome)));
  }
  return await Promise.all(requests.map((request) => known.get(keyOf(request)) as Promise<Outcome>));
}

/** `goesOn` is a hint that changes no result. */
function scoreKey({ context, continuation, want = {} }: ScoreRequest): string {
  return JSON.stringify([context, continuation, want]);
}

function sampleKey(request: SampleRequest): string {
  return JSON.stringify(Object.entries(request).filter(([name]) => name !== "goesOn").sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function gather(events: AsyncIterable<SampleEvent>, count: number): Promise<SampleEvent[][]> {
  const ofEach = Array.from({ length: count }, (): SampleEvent[] => []);
  for await (const event of events) ofEach[event.request]?.push(event);
  return ofEach;
}
