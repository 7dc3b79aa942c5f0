/** @module Any OpenAI-compatible server as a predictor: probed at first use, trusted for what it was seen to do. */
import { suggestNearest } from "../../errors/nearest.ts";
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure } from "../../protocol/results.ts";
import { hashValue } from "../../random/hash.ts";
import type { Capabilities } from "../capabilities.ts";
import { orAborted } from "../or-aborted.ts";
import type { CallOptions, Predictor, PredictorInfo, Prompt, SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { defaultLimits, type Limits, type RemoteOptions } from "./options.ts";
import { findVerdict } from "./probe/probe.ts";
import type { ScoringVerdict, Verdict } from "./probe/verdict.ts";
import type { RemoteModel } from "./remote-model.ts";
import { sampleRequests } from "./sample.ts";
import { scoreRequests } from "./score.ts";
import { Client } from "./transport/client.ts";
import { abortReason } from "./transport/failure.ts";
import { openVocabulary } from "./vocabulary/open-vocabulary.ts";
import { askFacts, type WireFacts } from "./wire/facts.ts";

/** A context that no server has, where the server does not tell its own: it refuses what is too long itself. */
const unknownContext = 2 ** 31;

/**
 * Asks the server what it tells of the model; probing waits until the first `score`, `sample` or `capabilities`.
 * @throws PremiseError `config/invalid`, `model/unknown`, `interrupted`, `remote/...`.
 */
export async function openRemote(options: RemoteOptions, signal?: AbortSignal): Promise<Predictor> {
  const { name, model: id, told = {}, dialect = "auto" } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const client = new Client({ place: { remote: name, key: options.key ?? null }, base: parseBase(options), limits, clock: options.clock, random: options.random });
  const giveUp = (): void => client.close();
  signal?.addEventListener("abort", giveUp);
  try {
    if (signal?.aborted === true) throw abortReason(signal);
    const facts = await askFacts(client, id);
    requireListed(name, id, facts);
    const vocabulary = await openVocabulary({ client, id, name: `${name}:${id}`, dialect, told, facts });
    const contextTokens = Math.min(told.contextTokens ?? Infinity, facts.contextTokens ?? Infinity, vocabulary.ids === "text" ? unknownContext : Infinity);
    if (contextTokens === Infinity) throw new PremiseError("config/invalid", { source: `remote ${name}`, problem: "the server does not tell how long its context is; set contextTokens" });
    return new RemotePredictor({ client, id, name: `${name}:${id}`, vocabulary, contextTokens }, options, limits, facts);
  } catch (error) {
    client.close();
    throw signal?.aborted === true ? abortReason(signal) : error;
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

function parseBase({ name, url }: RemoteOptions): URL {
  const base = URL.canParse(url) ? new URL(url) : null;
  const isPlain = base !== null && /^https?:$/.test(base.protocol) && base.search === "" && base.username === "";
  if (!isPlain) throw new PremiseError("config/invalid", { source: `remote ${name}`, problem: "url must be http:// or https:// without a query or a password" });
  base.pathname = base.pathname.replace(/\/+(v1\/*)?$/, "/");
  return base;
}

/** llama.cpp's server has one model and answers under any name. */
function requireListed(remote: string, id: string, { models, identity }: WireFacts): void {
  if (models === null || models.length === 0 || models.includes(id) || identity["build"] !== null) return;
  throw new PremiseError("model/unknown", { model: `${remote}:${id}`, suggestion: suggestNearest(id, models) });
}

class RemotePredictor implements Predictor {
  readonly info: PredictorInfo;
  readonly #model: RemoteModel;
  readonly #options: RemoteOptions;
  readonly #limits: Limits;
  readonly #identity: WireFacts["identity"];
  #verdict: Promise<Verdict> | null = null;
  #closed = false;

  constructor(model: RemoteModel, options: RemoteOptions, limits: Limits, { identity }: WireFacts) {
    this.#model = model;
    this.#options = options;
    this.#limits = limits;
    this.#identity = identity;
    this.info = toInfo(model, options, identity);
  }

  async capabilities(): Promise<Capabilities> {
    this.#requireOpen();
    const { scoring, sampling } = await this.#judge();
    const { chatTemplate, size } = this.#model.vocabulary;
    return {
      score: scoring.trusted,
      sample: sampling.trusted,
      statistics: scoring.trusted && scoring.topLimit >= size,
      hidden: false,
      chat: chatTemplate !== null,
      determinism: toEstimate(scoring),
    };
  }

  async tokenize(prompts: readonly Prompt[]): Promise<number[][]> {
    this.#requireOpen();
    return await Promise.all(prompts.map((prompt) => this.#model.vocabulary.tokenize(prompt)));
  }

  async detokenize(sequences: readonly (readonly number[])[]): Promise<string[]> {
    this.#requireOpen();
    return await Promise.all(sequences.map((ids) => this.#model.vocabulary.detokenize(ids)));
  }

  async score(requests: readonly ScoreRequest[], options: CallOptions = {}): Promise<ScoreOutcome[]> {
    this.#requireRunning(options);
    if (requests.length === 0) return [];
    const { scoring } = await this.#judge(options.signal);
    if (scoring.trusted) return await scoreRequests(this.#model, scoring, requests, options);
    const { verdict, problem } = scoring;
    return requests.map(() => ({ ok: false, error: new PremiseError("remote/scores-not-trusted", { remote: this.info.model, verdict, problem }) }));
  }

  async *sample(requests: readonly SampleRequest[], options: CallOptions = {}): AsyncGenerator<SampleEvent> {
    this.#requireRunning(options);
    const { sampling } = await this.#judge(options.signal);
    if (sampling.trusted) return yield* sampleRequests(this.#model, sampling, requests, this.#limits.concurrency, options);
    const { verdict, problem } = sampling;
    for (const request of requests.keys()) yield { kind: "refused", request, error: new PremiseError("remote/samples-not-trusted", { remote: this.info.model, verdict, problem }) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#model.client.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** One probe for all callers; a caller that is called off leaves it running for the others. */
  async #judge(signal?: AbortSignal): Promise<Verdict> {
    this.#verdict ??= findVerdict(this.#model, this.#options, this.#identity).catch((error: unknown) => {
      this.#verdict = null;
      throw error;
    });
    return await orAborted(this.#verdict, signal, abortReason);
  }

  #requireRunning({ signal }: CallOptions): void {
    this.#requireOpen();
    if (signal?.aborted === true) throw new PremiseError("interrupted");
  }

  #requireOpen(): void {
    if (this.#closed) throw new PremiseError("engine/closed");
  }
}

function toInfo({ name, vocabulary, contextTokens }: RemoteModel, { url, told = {} }: RemoteOptions, identity: WireFacts["identity"]): PredictorInfo {
  return {
    model: name,
    kind: told.kind ?? (vocabulary.chatTemplate === null ? "base" : "instruct"),
    contextTokens,
    vocabularySize: vocabulary.size,
    hiddenSize: null,
    layerCount: null,
    bos: vocabulary.bos,
    endOfText: vocabulary.endOfText,
    chatTemplate: vocabulary.chatTemplate,
    fingerprint: { weights: `as told by the server: ${hashValue({ url, identity }).slice(0, 16)}`, engine: String(identity["build"] ?? identity["owner"] ?? "unknown"), quantization: "unknown" },
  };
}

function toEstimate(scoring: ScoringVerdict): Capabilities["determinism"] {
  if (!scoring.trusted) return cannotMeasure("cannot-measure/not-trusted");
  const { value, n } = scoring.determinism;
  return { value, n, interval: [0, value], level: 1, method: "largest-alone-against-together-and-again", seed: null };
}

