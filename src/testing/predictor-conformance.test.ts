import { describe, expect, it } from "vitest";
import type { Predictor, SampleEvent, Scored, ScoredToken, ScoreOutcome } from "../predictor/predictor.ts";
import { createWorldPredictor } from "../predictor/world/world-predictor.ts";
import { predictorCases } from "./predictor-conformance.ts";

type Fault = { readonly what: string; readonly caught: string; readonly change: (honest: Predictor) => Partial<Predictor> };

const faults: readonly Fault[] = [
  {
    what: "probabilities that sum to two",
    caught: "probabilities sum to one",
    change: (honest) => ({ score: withTokens(honest, (token) => ({ ...token, top: token.top?.map((other) => ({ ...other, logprob: other.logprob + Math.LN2 })) ?? null })) }),
  },
  {
    what: "scores that depend on their place in the batch",
    caught: "scores in a batch equal scores one by one",
    change: (honest) => ({ score: withTokens(honest, (token, _, request) => ({ ...token, logprob: (token.logprob ?? 0) - request * 0.01 })) }),
  },
  {
    what: "probabilities moved by one position",
    caught: "a score is the product of next-token probabilities",
    change: (honest) => ({ score: withTokens(honest, (token, all, _, i) => ({ ...token, logprob: all[i + 1]?.logprob ?? token.logprob })) }),
  },
  {
    what: "outcomes in another order",
    caught: "outcomes keep the order of their requests",
    change: (honest) => ({ score: async (requests, options) => (await honest.score(requests, options)).toReversed() }),
  },
  {
    what: "a rank that is always 0",
    caught: "statistics agree with each other and with the likeliest tokens",
    change: (honest) => ({ score: withTokens(honest, (token) => ({ ...token, statistics: token.statistics && { ...token.statistics, rank: 0 } })) }),
  },
  {
    what: "a tempered log-probability reported as the model's",
    caught: "scoring a sample's ids gives the log-probabilities that it reported",
    change: (honest) => ({ sample: withEvents(honest, (event) => (event.kind === "token" ? { ...event, token: { ...event.token, logprob: event.token.sampledLogprob } } : event)) }),
  },
  {
    what: "samples that ignore the temperature",
    caught: "draws at temperature 0.7 follow the scored probabilities",
    change: (honest) => ({ sample: (requests, options) => honest.sample(requests.map((request) => ({ ...request, temperature: 1 })), options) }),
  },
  {
    what: "samples that are all the same",
    caught: "another seed, and another sample of a seed, give another text",
    change: (honest) => ({ sample: (requests, options) => honest.sample(requests.map((request) => ({ ...request, temperature: 0 })), options) }),
  },
  {
    what: "stop texts that are ignored",
    caught: "a stop text ends the sample and is left out",
    change: (honest) => ({ sample: (requests, options) => honest.sample(requests.map((request) => ({ ...request, stop: [] })), options) }),
  },
  {
    what: "plain text that becomes control tokens",
    caught: "plain text never becomes a control token",
    change: (honest) => ({
      tokenize: (prompts) => honest.tokenize(prompts.map((prompt) => [{ text: typeof prompt === "string" ? prompt : prompt.map(({ text }) => text).join(""), control: true }])),
    }),
  },
  {
    what: "an abort that is ignored",
    caught: "a sample aborted on its way rejects as interrupted, later calls work",
    change: (honest) => ({ sample: (requests) => honest.sample(requests) }),
  },
];

describe("the predictor suite catches", () => {
  it.each(faults)("$what", async ({ caught, change }) => {
    const testCase = predictorCases.find(({ name }) => name === caught);
    const fixture = (predictor: Predictor) => ({ predictor, create: async () => createWorldPredictor(), texts, tolerance: 1e-9, draws: 3000 });
    await testCase?.run(fixture(createWorldPredictor()));
    const honest = createWorldPredictor();
    const faulty = Object.assign(Object.create(honest) as Predictor, bindAll(honest), change(honest));
    await expect(testCase?.run(fixture(faulty))).rejects.toMatchObject({ name: "AssertionError" });
  });
});

const texts = ["The tide follows the moon because its gravity is stronger on the near side.", "I guess the bread rises because of the yeast."];

function bindAll(honest: Predictor): Partial<Predictor> {
  return {
    info: honest.info,
    capabilities: () => honest.capabilities(),
    tokenize: (prompts) => honest.tokenize(prompts),
    detokenize: (sequences) => honest.detokenize(sequences),
    score: (requests, options) => honest.score(requests, options),
    sample: (requests, options) => honest.sample(requests, options),
    close: () => honest.close(),
  };
}

type ChangeToken = (token: ScoredToken, all: readonly ScoredToken[], request: number, position: number) => ScoredToken;

function withTokens(honest: Predictor, change: ChangeToken): Predictor["score"] {
  const changeAll = (outcome: Scored, request: number): Scored => {
    const tokens = outcome.tokens.map((token, i) => change(token, outcome.tokens, request, i));
    return { ...outcome, tokens, logprob: tokens.reduce((sum, { logprob }) => sum + (logprob ?? 0), 0) };
  };
  return async (requests, options) => (await honest.score(requests, options)).map((outcome, request): ScoreOutcome => (outcome.ok ? changeAll(outcome, request) : outcome));
}

function withEvents(honest: Predictor, change: (event: SampleEvent) => SampleEvent): Predictor["sample"] {
  return async function* (requests, options) {
    for await (const event of honest.sample(requests, options)) yield change(event);
  };
}
