/** @module Evaluation: a context with its cache and what the last batch left in it. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { AppliedAdapter, NativeAdapter } from "./bindings-adapter.ts";
import { NativeBatch } from "./bindings-batch.ts";
import type { LayerReader } from "./bindings-layers.ts";
import type { Llama, Pointer } from "./bindings-library.ts";
import type { NativeModel } from "./bindings-model.ts";
import { NativeThreads } from "./bindings-threads.ts";
import { viewFloats } from "./bindings-view.ts";
import type { SequenceStates } from "./cache/standing.ts";
import type { SequenceMemory } from "./cache/sequence-memory.ts";
import type { Rows } from "./kernel/row-reader.ts";

export type NativeContextOptions = {
  /** Cells of the cache, rounded up to a multiple of 256. */
  readonly contextTokens: number;
  /** Most tokens of one `decode`. */
  readonly batchTokens: number;
  /** Most outputs that one `decode` is prepared for; each holds two rows of logits, in the graph and copied out of it. */
  readonly maxOutputs: number;
  /** Sequence ids from 0 up to this, at most 256; they cost no memory. */
  readonly maxSequences: number;
  readonly threads: number;
  /** Flash attention over a 16-bit cache. Default false: without it, and with 32 bits. */
  readonly flashAttention?: boolean;
  /** Layers (1 to `NativeModel.layerCount`) after which the residual stream is kept; slows every `decode`, so make a context of its own for it. */
  readonly layers?: readonly number[];
};

/** Evaluation state of one model: its KV cache and batch. Freed by `dispose`. */
export class NativeContext implements Disposable {
  readonly options: NativeContextOptions;
  readonly batch: NativeBatch;
  /** The cache as sequences of positions. */
  readonly sequences: SequenceMemory = {
    copy: (source, target, from, to) => {
      this.#requireSequence(source);
      this.#requireSequence(target);
      this.#llama.call("llama_memory_seq_cp", this.#memory, source, target, from, to);
    },
    remove: (sequence, from, to) => {
      this.#requireSequence(sequence);
      this.#llama.call("llama_memory_seq_rm", this.#memory, sequence, from, to);
    },
    clear: () => this.clear(),
  };
  /** What sequences hold, taken out of the cache and put back. */
  readonly states: SequenceStates = {
    take: () => {
      const state = new Uint8Array(Number(this.#llama.call<number | bigint>("llama_state_seq_get_size", this.#context, 0)));
      this.#requireState(this.#llama.call("llama_state_seq_get_data", this.#context, state, state.length, 0), state);
      return state;
    },
    put: (sequence, state) => {
      this.#requireSequence(sequence);
      this.#requireState(this.#llama.call("llama_state_seq_set_data", this.#context, state, state.length, sequence), state);
    },
  };
  readonly #model: NativeModel;
  readonly #llama: Llama;
  readonly #context: Pointer;
  readonly #memory: Pointer;
  readonly #vocabularySize: number;
  readonly #hiddenSize: number;
  readonly #layers: LayerReader | null;
  readonly #threads: NativeThreads;
  readonly #release: () => void;
  #adapters: readonly NativeAdapter[] = [];
  #wantsHidden = false;
  #freed = false;

  constructor(model: NativeModel, context: Pointer, options: NativeContextOptions, layers: LayerReader | null, release: () => void) {
    this.options = options;
    this.#model = model;
    this.#llama = model.llama;
    this.#context = context;
    this.#memory = this.#llama.call<Pointer>("llama_get_memory", context);
    this.#vocabularySize = model.vocabularySize;
    this.#hiddenSize = model.hiddenSize;
    this.#layers = layers;
    this.#release = release;
    this.batch = new NativeBatch(this.#llama, options);
    this.#threads = new NativeThreads(this.#llama, options.threads);
    this.#threads.attach(context);
  }

  /** Evaluates the first `tokens` entries of the batch. @throws PremiseError `engine/failed`. */
  decode(tokens: number): void {
    this.#require(tokens >= 1 && tokens <= Math.min(this.options.batchTokens, this.options.contextTokens), `a batch of ${tokens} tokens`);
    const outputs = this.#wantsHidden ? tokens : this.batch.output.subarray(0, tokens).reduce((sum, output) => sum + output, 0);
    this.#require(outputs <= this.options.maxOutputs, `${outputs} outputs`);
    this.batch.raw.n_tokens = tokens;
    this.#layers?.begin(tokens, this.batch.output);
    const status = this.#llama.call<number>("llama_decode", this.#context, this.batch.raw);
    if (status !== 0) throw new PremiseError("engine/failed", { action: "evaluate a batch", problem: status === 1 ? "the cache is full" : `status ${status}` });
  }

  /** Logits of all outputs of the last batch, row after row in the batch's order, and where they begin; valid until the next `decode`. */
  rows(outputs: number): Rows {
    const address = this.#llama.call<bigint>("llama_get_logits", this.#context);
    return { logits: viewFloats(address, outputs * this.#vocabularySize), address };
  }

  /** The logits alone. */
  logits(outputs: number): Float32Array {
    return this.rows(outputs).logits;
  }

  /** Last hidden states of all outputs of the last batch, row after row; valid until the next `decode`. @throws PremiseError `engine/failed`. */
  hiddenRows(outputs: number): Float32Array {
    const pointer = this.#llama.call<bigint | null>("llama_get_embeddings", this.#context);
    if (!pointer) throw new PremiseError("engine/failed", { action: "read hidden states", problem: "none were computed" });
    return viewFloats(pointer, outputs * this.#hiddenSize);
  }

  /** See `LayerReader.read`. */
  layerState(layer: number, i: number): Float32Array {
    if (this.#layers === null) throw new PremiseError("internal", { problem: "the context was made without layers" });
    return this.#layers.read(layer, i);
  }

  /** With hidden states on, every token of a batch becomes an output. */
  wantHidden(on: boolean): void {
    this.#wantsHidden = on;
    this.#llama.call("llama_set_embeddings", this.#context, on);
  }

  /**
   * Applies these adapters, and no others, from the next `decode` on. The graph is made again by itself, for a few milliseconds; what
   * stands in the cache is not: a sequence must be evaluated under the same adapters from its beginning, so the caller removes those
   * that were not. Different sequences may be evaluated under different adapters, in batches of their own.
   */
  setAdapters(applied: readonly AppliedAdapter[]): void {
    const adapters = applied.map(({ adapter }) => adapter);
    const fit = applied.every(({ adapter, scale }) => adapter.model === this.#model && !adapter.isFreed && Number.isFinite(scale));
    if (!fit || new Set(adapters).size < adapters.length) throw new PremiseError("internal", { problem: "an adapter was freed, of another model, given twice, or its scale is no number" });
    const status = this.#llama.call<number>("llama_set_adapters_lora", this.#context, BigUint64Array.from(adapters, ({ pointer }) => pointer), adapters.length, Float32Array.from(applied, ({ scale }) => scale));
    if (status !== 0) throw new PremiseError("engine/failed", { action: "apply adapters", problem: `status ${status}` });
    for (const adapter of adapters) adapter.countUser(1);
    for (const adapter of this.#adapters) adapter.countUser(-1);
    this.#adapters = adapters;
  }

  clear(): void { this.#llama.call("llama_memory_clear", this.#memory, false); }

  #requireSequence(sequence: number): void {
    this.#require(sequence >= 0 && sequence < this.options.maxSequences, `sequence ${sequence}`);
  }

  #requireState(bytes: number | bigint, state: Uint8Array): void {
    if (Number(bytes) !== state.length) throw new PremiseError("engine/failed", { action: "move a part of the cache", problem: `${bytes} of ${state.length} bytes` });
  }

  /** llama.cpp ends the whole process over such arguments. */
  #require(holds: boolean, what: string): void {
    if (!holds) throw new PremiseError("internal", { problem: `the context was made for less than ${what}` });
  }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#llama.call("llama_batch_free", this.batch.raw);
    this.#llama.call("llama_free", this.#context);
    this.#threads[Symbol.dispose]();
    this.#layers?.[Symbol.dispose]();
    for (const adapter of this.#adapters) adapter.countUser(-1);
    this.#release();
  }
}
