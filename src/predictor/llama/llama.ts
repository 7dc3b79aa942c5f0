/** @module The embedded predictor: a GGUF model in a thread of its own, behind the `Predictor` interface. */
import type { Worker } from "node:worker_threads";
import { fromWire, PremiseError } from "../../errors/premise-error.ts";
import type { Capabilities } from "../capabilities.ts";
import { EventQueue } from "../event-queue.ts";
import type { CallOptions, Predictor, PredictorInfo, Prompt, SampleEvent, SampleRequest, ScoreOutcome, ScoreRequest } from "../predictor.ts";
import { probeCapabilities } from "../probe-capabilities.ts";
import type { Answer, Call, ModelFacts, OpenOptions, Operations, Question, SampleWire, ScoreWire } from "./messages.ts";
import type { LaneState } from "./schedule/lane.ts";
import { takeThread } from "./thread.ts";

/** A consumer that is this many sampled tokens behind holds its samples up until it has read half of them. */
const mostWaiting = 4096;
/** Calls that may wait for one model. */
const mostCalls = 4096;

type Optional = "deterministic" | "flashAttention" | "adapters";

export type LlamaOptions = Omit<OpenOptions, Optional> & Partial<Pick<OpenOptions, Optional>> & {
  /** The name it is known by, its kind, and the sha256 of the file. */
  readonly model: string;
  readonly kind: "base" | "instruct" | null;
  readonly weights: string;
};

type Pending = {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: PremiseError) => void;
  readonly onProgress?: (done: number) => void;
  readonly onSamples?: (events: readonly SampleWire[]) => void;
};

/** Loads a model. @throws PremiseError `model/unreadable`, `engine/failed`, `engine/layout-mismatch`, `engine/unsupported-platform`. */
export async function openLlama(options: LlamaOptions): Promise<LlamaPredictor> {
  const { path, threads, contextTokens, usualContextTokens, deterministic = false, flashAttention = false, adapters = [] } = options;
  const worker = takeThread();
  const opened = opening.then(() => waitForFacts(worker, { path, threads, contextTokens, usualContextTokens, deterministic, flashAttention, adapters }));
  opening = opened.then(() => undefined, () => undefined);
  return new LlamaPredictor(worker, toInfo(options, await opened));
}

/** One after the other: ggml registers its kernels for the whole process, without a lock. */
let opening: Promise<void> = Promise.resolve();

async function waitForFacts(worker: Worker, options: OpenOptions): Promise<ModelFacts> {
  const { promise, resolve, reject } = Promise.withResolvers<ModelFacts>();
  const hear = (answer: Answer): void => {
    if (answer.kind === "open") resolve(answer.facts);
    else if (answer.kind === "refused") reject(fromWire(answer.error));
  };
  const fail = (error: Error): void => reject(new PremiseError("engine/failed", { action: "start", problem: error.message }, { cause: error }));
  const miss = (): void => fail(new Error("its thread ended"));
  worker.on("message", hear).on("error", fail).on("exit", miss);
  worker.postMessage({ kind: "open", options } satisfies Question);
  try {
    return await promise;
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    worker.off("message", hear).off("error", fail).off("exit", miss);
  }
}

function toInfo(options: LlamaOptions, facts: ModelFacts): PredictorInfo {
  const { description, engine, ...rest } = facts;
  return {
    model: options.model,
    kind: options.kind ?? (facts.chatTemplate === null ? "base" : "instruct"),
    ...rest,
    fingerprint: { weights: options.weights, engine, quantization: description },
  };
}

export class LlamaPredictor implements Predictor {
  readonly info: PredictorInfo;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #closing: Promise<void> | null = null;
  #capabilities: Promise<Capabilities> | null = null;
  /** Why the thread is gone: nothing answers any more. */
  #failure: PremiseError | null = null;

  constructor(worker: Worker, info: PredictorInfo) {
    this.#worker = worker;
    this.info = info;
    worker.on("message", (answer: Answer) => this.#hear(answer));
    worker.on("error", (error) => this.#failAll(new PremiseError("engine/failed", { action: "go on", problem: error.message }, { cause: error })));
    worker.on("exit", () => this.#failAll(new PremiseError("engine/closed")));
    worker.unref();
  }

  capabilities(): Promise<Capabilities> {
    this.#capabilities ??= probeCapabilities(this).catch((error: unknown) => {
      this.#capabilities = null;
      throw error;
    });
    return this.#capabilities;
  }

  tokenize(prompts: readonly Prompt[]): Promise<number[][]> {
    return this.#call("tokenize", prompts);
  }

  detokenize(sequences: readonly (readonly number[])[]): Promise<string[]> {
    return this.#call("detokenize", sequences);
  }

  async score(requests: readonly ScoreRequest[], options: CallOptions = {}): Promise<ScoreOutcome[]> {
    const outcomes = await this.#call("score", requests, options, { onProgress: (done) => options.onProgress?.(done, requests.length) });
    return outcomes.map((outcome: ScoreWire) => (outcome.ok ? outcome : { ok: false, error: fromWire(outcome.error) }));
  }

  async *sample(requests: readonly SampleRequest[], options: CallOptions = {}): AsyncGenerator<SampleEvent> {
    const abandoned = new AbortController();
    const signal = options.signal === undefined ? abandoned.signal : AbortSignal.any([options.signal, abandoned.signal]);
    const waiting = new EventQueue<SampleWire>();
    const id = this.#calls;
    const isPaused = { value: false };
    const done = this.#call("sample", requests, { ...options, signal }, {
      onProgress: (count) => options.onProgress?.(count, requests.length),
      onSamples: (events) => {
        waiting.push(events);
        this.#pause(id, isPaused, waiting.length > mostWaiting);
      },
    }).finally(() => waiting.end());
    // The generator rethrows it below; without this the rejection would be reported as unhandled first.
    done.catch(() => undefined);
    try {
      for await (const portion of waiting.read(mostWaiting / 2)) {
        for (const event of portion) yield event.kind === "refused" ? { ...event, error: fromWire(event.error) } : event;
        this.#pause(id, isPaused, waiting.length > mostWaiting / 2);
      }
      await done;
    } finally {
      abandoned.abort();
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#shutDown();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #shutDown(): Promise<void> {
    for (const id of this.#pending.keys()) this.#worker.postMessage({ kind: "cancel", id });
    await this.#send("close", null, {}).catch(() => undefined);
    await this.#worker.terminate();
  }

  /** What the engine holds at the moment, for tests and for a look from outside. */
  state(): Promise<LaneState> {
    return this.#call("state", null);
  }

  #pause(id: number, state: { value: boolean }, paused: boolean): void {
    if (state.value === paused) return;
    state.value = paused;
    this.#worker.postMessage({ kind: "pause", id, paused } satisfies Question);
  }

  #call<Name extends keyof Operations>(name: Name, input: Operations[Name]["input"], options: CallOptions = {}, listeners: Partial<Pending> = {}): Promise<Operations[Name]["output"]> {
    if (this.#closing !== null) return Promise.reject(new PremiseError("engine/closed"));
    return this.#send(name, input, listeners, options.signal);
  }

  #send<Name extends keyof Operations>(name: Name, input: Operations[Name]["input"], listeners: Partial<Pending>, signal?: AbortSignal): Promise<Operations[Name]["output"]> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (signal?.aborted === true) return Promise.reject(new PremiseError("interrupted"));
    if (this.#pending.size >= mostCalls && name !== "close") return Promise.reject(new PremiseError("engine/busy", { limit: mostCalls }));
    const id = this.#calls++;
    const cancel = (): void => this.#worker.postMessage({ kind: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    this.#worker.ref();
    return new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { ...listeners, resolve, reject });
      this.#worker.postMessage({ kind: "call", id, name, input } as Call);
    }).finally(() => {
      signal?.removeEventListener("abort", cancel);
      this.#pending.delete(id);
      if (this.#pending.size === 0) this.#worker.unref();
    }) as Promise<Operations[Name]["output"]>;
  }

  #hear(answer: Answer): void {
    if (answer.kind === "loaded" || answer.kind === "open" || answer.kind === "refused") return;
    const pending = this.#pending.get(answer.id);
    if (answer.kind === "done") pending?.resolve(answer.output);
    else if (answer.kind === "failed") pending?.reject(fromWire(answer.error));
    else if (answer.kind === "progress") pending?.onProgress?.(answer.done);
    else pending?.onSamples?.(answer.events);
  }

  #failAll(error: PremiseError): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(error);
    this.#pending.clear();
  }
}
