/** @module A predictor over an exact mixture, whatever its world: answers from closed form, pauses so that a call can be ended. */
import { PremiseError, toPremiseError } from "../../errors/premise-error.ts";
import type { Capabilities } from "../capabilities.ts";
import type { CallOptions, Predictor, PredictorInfo, SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { probeCapabilities } from "../probe-capabilities.ts";
import { sampleRequest, scoreRequest, type WorldEngine } from "./requests.ts";
import { bosToken, endToken } from "./vocabulary.ts";

/** `authors`: of how many the posterior, which is the hidden state, consists; `weights`: the world's hash. */
export type MixtureInfo = { readonly model: string; readonly authors: number; readonly weights: string };

export function createMixturePredictor(info: MixtureInfo, engine: WorldEngine): Predictor {
  return new MixturePredictor(info, engine);
}

class MixturePredictor implements Predictor {
  readonly info: PredictorInfo;
  readonly #engine: WorldEngine;
  #closed = false;

  constructor({ model, authors, weights }: MixtureInfo, engine: WorldEngine) {
    this.#engine = engine;
    this.info = {
      model,
      kind: "base",
      contextTokens: engine.contextTokens,
      vocabularySize: engine.vocabulary.size,
      hiddenSize: authors,
      layerCount: null,
      bos: { token: bosToken, byDefault: true },
      endOfText: [endToken],
      chatTemplate: null,
      fingerprint: { weights, engine: "world-1", quantization: "none" },
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
