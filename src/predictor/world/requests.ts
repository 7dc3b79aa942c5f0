/** @module Answers single requests from the exact mixture: what `score` and `sample` of the toy world do. */
import { PremiseError } from "../../errors/premise-error.ts";
import { createRandom, deriveSeed } from "../../random/seeded.ts";
import type { SampledToken, SampleEvent, SampleRequest, Sampling, Scored, ScoredToken, ScoreRequest, Wanted } from "../predictor.ts";
import { drawToken, requireSampling, requireWanted } from "../sampling.ts";
import { likeliestTokens, softmaxStatistics } from "../statistics.ts";
import { createStopTextFinder } from "../stop-text.ts";
import type { Mixture, MixtureState } from "./mixture.ts";
import { endToken, requireTokens, type Vocabulary } from "./vocabulary.ts";

export type WorldEngine = { readonly vocabulary: Vocabulary; readonly mixture: Mixture; readonly contextTokens: number };

/** @throws PremiseError for a request that cannot be scored. */
export function scoreRequest(engine: WorldEngine, request: ScoreRequest): Scored {
  const { context, continuation, want = {} } = request;
  if (continuation.length === 0) throw new PremiseError("predictor/empty-continuation");
  requireWanted(want);
  requireTokens([...context, ...continuation], engine.vocabulary.size);
  requireRoom(engine, context.length + continuation.length);
  const hidden = new MeanPosterior();
  let state = readAll(engine, context);
  const tokens = continuation.map((token) => {
    const scored = state.previous === null ? unscored(engine, token) : readToken(engine, state, token, want);
    if (state.previous !== null) hidden.add(engine.mixture.posterior(state));
    state = engine.mixture.advance(state, token);
    return scored;
  });
  return {
    ok: true,
    tokens,
    logprob: tokens.reduce((sum, { logprob }) => sum + (logprob ?? 0), 0),
    meanHidden: want.hidden === true ? hidden.mean() : null,
    meanLayers: null,
    promptTokens: context.length,
    cachedTokens: 0,
  };
}

/** The events of one request; `pause` is awaited before every token, so that it can end the work. */
export async function* sampleRequest(engine: WorldEngine, request: SampleRequest, index: number, pause: () => Promise<void>): AsyncGenerator<SampleEvent> {
  let start: { sampling: Required<Sampling>; state: MixtureState };
  try {
    start = startSampling(engine, request);
  } catch (error) {
    if (!(error instanceof PremiseError)) throw error;
    yield { kind: "refused", request: index, error };
    return;
  }
  for (let sample = 0; sample < (request.n ?? 1); sample++) {
    const stream = sampleOnce(engine, request, start.sampling, start.state, deriveSeed(request.seed, sample), pause);
    for await (const event of stream) yield { ...event, request: index, sample };
  }
}

type OneEvent = { kind: "token"; token: SampledToken } | { kind: "end"; end: Extract<SampleEvent, { kind: "end" }>["end"] };

async function* sampleOnce(
  engine: WorldEngine,
  request: SampleRequest,
  sampling: Required<Sampling>,
  start: MixtureState,
  seed: number,
  pause: () => Promise<void>,
): AsyncGenerator<OneEvent> {
  const random = createRandom(seed);
  const finder = createStopTextFinder(request.stop ?? []);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const hidden = new MeanPosterior();
  let state = start;
  let reason: "stop" | "end-of-text" | "length" = "length";
  let drawn = 0;
  while (drawn < request.maxTokens && reason === "length") {
    await pause();
    const logprobs = engine.mixture.next(state);
    const { token, sampledLogprob } = drawToken(logprobs, sampling, random.uniform(), request.context.length + drawn);
    hidden.add(engine.mixture.posterior(state));
    drawn++;
    const scored = readToken(engine, state, token, request.want ?? {});
    yield { kind: "token", token: { ...scored, logprob: logprobs[token] as number, sampledLogprob } };
    if (finder.push(decoder.decode(engine.vocabulary.bytesOf(token), { stream: true }))) reason = "stop";
    else if (token === endToken) reason = "end-of-text";
    state = engine.mixture.advance(state, token);
  }
  if (reason !== "stop" && finder.push(decoder.decode())) reason = "stop";
  const counts = { promptTokens: request.context.length, cachedTokens: 0, generatedTokens: drawn };
  yield { kind: "end", end: { reason, text: finder.text, meanHidden: request.want?.hidden === true ? hidden.mean() : null, meanLayers: null, ...counts } };
}

function startSampling(engine: WorldEngine, request: SampleRequest): { sampling: Required<Sampling>; state: MixtureState } {
  const sampling = requireSampling(request);
  if (request.context.length === 0) throw new PremiseError("predictor/nothing-before");
  requireTokens(request.context, engine.vocabulary.size);
  requireRoom(engine, request.context.length + request.maxTokens);
  return { sampling, state: readAll(engine, request.context) };
}

function readAll(engine: WorldEngine, tokens: readonly number[]): MixtureState {
  return tokens.reduce((state, token) => engine.mixture.advance(state, token), engine.mixture.start);
}

function readToken(engine: WorldEngine, state: MixtureState, token: number, want: Wanted): ScoredToken {
  const logprobs = engine.mixture.next(state);
  const found = want.statistics === true ? softmaxStatistics(logprobs, token) : null;
  return {
    token,
    text: engine.vocabulary.detokenize([token]),
    logprob: logprobs[token] as number,
    statistics: found === null ? null : { entropy: found.entropy, variance: found.variance, rank: found.rank },
    top: want.top === undefined ? null : likeliestTokens(logprobs, want.top, 0),
  };
}

function unscored(engine: WorldEngine, token: number): ScoredToken {
  return { token, text: engine.vocabulary.detokenize([token]), logprob: null, statistics: null, top: null };
}

function requireRoom(engine: WorldEngine, needed: number): void {
  if (needed > engine.contextTokens) throw new PremiseError("predictor/context-too-long", { needed, limit: engine.contextTokens });
}

/** Mean over the positions that predicted a token. */
class MeanPosterior {
  #sum: Float64Array | null = null;
  #positions = 0;

  add(posterior: Float64Array): void {
    this.#sum = this.#sum?.map((sum, author) => sum + (posterior[author] as number)) ?? posterior;
    this.#positions++;
  }

  /** Null when nothing was predicted. */
  mean(): Float32Array | null {
    return this.#sum === null ? null : Float32Array.from(this.#sum, (sum) => sum / this.#positions);
  }
}
