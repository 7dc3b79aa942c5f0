/** @module The exact toy world as a predictor: every probability and statistic is in closed form, so what measures it has a known answer. */
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import { hashValue } from "../../random/hash.ts";
import type { Capabilities } from "../capabilities.ts";
import type { CallOptions, Predictor, PredictorInfo, SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { probeCapabilities } from "../probe-capabilities.ts";
import { createMixture } from "./mixture.ts";
import { sampleRequest, scoreRequest, type WorldEngine } from "./requests.ts";
import { bosToken, createVocabulary, endToken } from "./vocabulary.ts";
import { requireWorld, type World } from "./world.ts";
import { fourAuthors } from "./worlds.ts";

export type WorldOptions = {
  /** Default `fourAuthors`. */
  readonly world?: World;
  /** Default 4096. */
  readonly contextTokens?: number;
};

/**
 * A predictor whose next token is the Bayesian mixture over the world's authors given the tokens so far. Its hidden state is the
 * posterior over authors, in the world's order. Ids: bytes 0 to 255, begin, end, then the words of the documents.
 * @throws PremiseError `config/invalid` for a world that is none.
 */
export function createWorldPredictor(options: WorldOptions = {}): Predictor {
  const world = options.world ?? fourAuthors;
  requireWorld(world);
  const vocabulary = createVocabulary(world);
  const engine = { vocabulary, mixture: createMixture(world, vocabulary), contextTokens: options.contextTokens ?? 4096 };
  return new WorldPredictor(world, engine);
}

class WorldPredictor implements Predictor {
  readonly info: PredictorInfo;
  readonly #engine: WorldEngine;
  #closed = false;

  constructor(world: World, engine: WorldEngine) {
    this.#engine = engine;
    this.info = {
      model: `world:${world.id}`,
      kind: "base",
      contextTokens: engine.contextTokens,
      vocabularySize: engine.vocabulary.size,
      hiddenSize: world.authors.length,
      layerCount: null,
      bos: { token: bosToken, byDefault: true },
      endOfText: [endToken],
      chatTemplate: null,
      fingerprint: { weights: hashValue(world), engine: "world-1", quantization: "none" },
    };
  }

  async capabilities(): Promise<Capabilities> {
    return await probeCapabilities(this);
  }

  async tokenize(prompts: Parameters<Predictor["tokenize"]>[0]): Promise<number[][]> {
    this.#requireOpen();
    return prompts.map((prompt) => this.#engine.vocabulary.tokenize(prompt));
  }

  async detokenize(sequences: readonly (readonly number[])[]): Promise<string[]> {
    this.#requireOpen();
    return sequences.map((tokens) => this.#engine.vocabulary.detokenize(tokens));
  }

  async score(requests: readonly ScoreRequest[], options: CallOptions = {}): Promise<ScoreOutcome[]> {
    const outcomes: ScoreOutcome[] = [];
    this.#requireRunning(options);
    for (const request of requests) {
      await this.#pause(options);
      outcomes.push(outcomeOf(() => scoreRequest(this.#engine, request)));
      options.onProgress?.(outcomes.length, requests.length);
    }
    return outcomes;
  }

  async *sample(requests: readonly SampleRequest[], options: CallOptions = {}): AsyncGenerator<SampleEvent> {
    this.#requireRunning(options);
    for (const [index, request] of requests.entries()) {
      yield* sampleRequest(this.#engine, request, index, () => this.#pause(options));
      options.onProgress?.(index + 1, requests.length);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Lets the event loop turn, so that a signal or a close can come in. */
  async #pause(options: CallOptions): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.#requireRunning(options);
  }

  #requireRunning(options: CallOptions): void {
    this.#requireOpen();
    if (options.signal?.aborted === true) throw new PremiseError("interrupted");
  }

  #requireOpen(): void {
    if (this.#closed) throw new PremiseError("engine/closed");
  }
}

function outcomeOf(score: () => ScoreOutcome): ScoreOutcome {
  try {
    return score();
  } catch (error) {
    return { ok: false, error: toPremiseError(error) };
  }
}
