/** @module The only file with pointers: llama.cpp's C interface, release v0.5.0, called through koffi. */
import koffi from "koffi";
import { PremiseError } from "../../errors/premise-error.ts";
import { type LlamaLibrary, llamaRelease } from "./library.ts";

/** An address in native memory; only this file looks behind it. */
type Pointer = bigint;
type Raw = Readonly<Record<string, (...values: unknown[]) => unknown>>;

const modelParams = {
  devices: "void *", tensor_buft_overrides: "void *", n_gpu_layers: "int32_t", split_mode: "int32_t", load_mode: "int32_t",
  lazy_mode: "int32_t", main_gpu: "int32_t", tensor_split: "void *", progress_callback: "void *", progress_callback_user_data: "void *",
  kv_overrides: "void *", vocab_only: "bool", check_tensors: "bool", use_extra_bufts: "bool", no_host: "bool", no_alloc: "bool", load_mtp: "bool",
} as const;

const contextParams = {
  n_ctx: "uint32_t", n_batch: "uint32_t", n_ubatch: "uint32_t", n_seq_max: "uint32_t", n_rs_seq: "uint32_t", n_outputs_max: "uint32_t",
  n_outputs_max_per_seq: "uint32_t", n_threads: "int32_t", n_threads_batch: "int32_t", ctx_type: "int32_t", rope_scaling_type: "int32_t",
  pooling_type: "int32_t", attention_type: "int32_t", flash_attn_type: "int32_t", rope_freq_base: "float", rope_freq_scale: "float",
  yarn_ext_factor: "float", yarn_attn_factor: "float", yarn_beta_fast: "float", yarn_beta_slow: "float", yarn_orig_ctx: "uint32_t",
  defrag_thold: "float", cb_eval: "void *", cb_eval_user_data: "void *", type_k: "int32_t", type_v: "int32_t", abort_callback: "void *",
  abort_callback_data: "void *", embeddings: "bool", offload_kqv: "bool", no_perf: "bool", op_offload: "bool", swa_full: "bool",
  kv_unified: "bool", samplers: "void *", n_samplers: "size_t", ctx_other: "void *",
} as const;

const batch = { n_tokens: "int32_t", token: "void *", embd: "void *", pos: "void *", n_seq_id: "void *", seq_id: "void *", logits: "void *" } as const;

/** What the release's `llama_*_default_params()` return: known values at every part of both structs. */
const knownModelDefaults = { n_gpu_layers: -1, split_mode: 1, load_mode: -1, lazy_mode: 1, main_gpu: 0, vocab_only: false, check_tensors: false, use_extra_bufts: true, no_host: false, no_alloc: false, load_mtp: false };
const knownContextDefaults = {
  n_ctx: 512, n_batch: 2048, n_ubatch: 512, n_seq_max: 1, n_rs_seq: 0, n_outputs_max: 0, n_outputs_max_per_seq: 1, n_threads: 4, n_threads_batch: 4,
  ctx_type: 0, rope_scaling_type: -1, pooling_type: -1, attention_type: -1, flash_attn_type: -1, rope_freq_base: 0, yarn_ext_factor: -1, yarn_beta_slow: -1,
  yarn_orig_ctx: 0, defrag_thold: -1, type_k: 1, type_v: 1, embeddings: false, offload_kqv: true, no_perf: true, op_offload: true, swa_full: true, kv_unified: false,
};

/**
 * Kernels round activations to 8 bits; what differs in the last bit anywhere flips some roundings. Without flash attention and with
 * a 32-bit cache, a token's probabilities depend least on what else is in its batch (docs/golden.md has the measurements).
 */
const flashAttentionOff = 0;
const float32 = 0;

const quantizeParams = {
  nthread: "int32_t", ftype: "int32_t", output_tensor_type: "int32_t", token_embedding_type: "int32_t", allow_requantize: "bool",
  quantize_output_tensor: "bool", only_copy: "bool", pure: "bool", keep_split: "bool", dry_run: "bool", imatrix: "void *", kv_overrides: "void *",
  tt_overrides: "void *", prune_layers: "void *", max_buf_size: "size_t",
} as const;

const functions = [
  "llama_model_params_t llama_model_default_params()",
  "llama_context_params_t llama_context_default_params()",
  "llama_model_quantize_params_t llama_model_quantize_default_params()",
  "uint32_t llama_model_quantize(const char *source, const char *target, llama_model_quantize_params_t *params)",
  "void llama_backend_init()",
  "void llama_log_set(void *callback, void *data)",
  "const char *llama_version()",
  "void *llama_model_load_from_file(const char *path, llama_model_params_t params)",
  "void llama_model_free(void *model)",
  "void *llama_init_from_model(void *model, llama_context_params_t params)",
  "void llama_free(void *context)",
  "void *llama_model_get_vocab(void *model)",
  "void *llama_get_memory(void *context)",
  "int32_t llama_model_n_ctx_train(void *model)",
  "int32_t llama_model_n_embd(void *model)",
  "int32_t llama_model_desc(void *model, _Out_ uint8_t *text, size_t size)",
  "uint64_t llama_model_size(void *model)",
  "int32_t llama_model_meta_val_str(void *model, const char *key, _Out_ uint8_t *text, size_t size)",
  "const char *llama_model_chat_template(void *model, const char *name)",
  "bool llama_model_has_encoder(void *model)",
  "bool llama_model_is_recurrent(void *model)",
  "int32_t llama_vocab_n_tokens(void *vocab)",
  "int32_t llama_vocab_bos(void *vocab)",
  "bool llama_vocab_get_add_bos(void *vocab)",
  "bool llama_vocab_is_eog(void *vocab, int32_t token)",
  "int32_t llama_vocab_get_attr(void *vocab, int32_t token)",
  "int32_t llama_tokenize(void *vocab, const uint8_t *text, int32_t length, _Out_ int32_t *tokens, int32_t limit, bool add_special, bool parse_special)",
  "int32_t llama_token_to_piece(void *vocab, int32_t token, _Out_ uint8_t *text, int32_t size, int32_t lstrip, bool special)",
  "llama_batch_t llama_batch_init(int32_t tokens, int32_t embd, int32_t sequences)",
  "void llama_batch_free(llama_batch_t batch)",
  "int32_t llama_decode(void *context, llama_batch_t batch)",
  "void *llama_get_logits(void *context)",
  "void *llama_get_logits_ith(void *context, int32_t i)",
  "void *llama_get_embeddings_ith(void *context, int32_t i)",
  "void llama_set_embeddings(void *context, bool embeddings)",
  "void llama_memory_clear(void *memory, bool data)",
  "bool llama_memory_seq_rm(void *memory, int32_t sequence, int32_t from, int32_t to)",
  "void llama_memory_seq_cp(void *memory, int32_t source, int32_t target, int32_t from, int32_t to)",
];

export const tokenAttribute = { unknown: 1, control: 8 } as const;

export type NativeContextOptions = {
  readonly contextTokens: number;
  readonly batchTokens: number;
  readonly maxOutputs: number;
  readonly maxSequences: number;
  readonly threads: number;
};

let loaded: Llama | null = null;

/** The library, loaded once a thread. @throws PremiseError `engine/layout-mismatch` when its structs are not those of the release. */
export function loadLlama(library: LlamaLibrary): Llama {
  loaded ??= new Llama(library);
  return loaded;
}

/** The loaded library; lives as long as the thread. Its log is silent. */
export class Llama {
  readonly raw: Raw;

  constructor(library: LlamaLibrary) {
    const handle = koffi.load(library.llama);
    const ggml = koffi.load(library.ggml);
    koffi.struct("llama_model_params_t", modelParams);
    koffi.struct("llama_context_params_t", contextParams);
    koffi.struct("llama_model_quantize_params_t", quantizeParams);
    koffi.struct("llama_batch_t", batch);
    const raw: Record<string, (...values: unknown[]) => unknown> = {};
    for (const definition of functions) {
      const bound = handle.func(definition);
      raw[bound.info.name] = bound;
    }
    this.raw = raw;
    checkLayout("llama_model_params", library.llama, knownModelDefaults, raw["llama_model_default_params"]?.());
    checkLayout("llama_context_params", library.llama, knownContextDefaults, raw["llama_context_default_params"]?.());
    // The log callback belongs to the whole process, so no thread's JavaScript may be it: a function without effect is.
    this.call("llama_log_set", handle.symbol("llama_max_devices"), null);
    ggml.func("void ggml_backend_load_all_from_path(const char *directory)")(library.directory);
    this.call("llama_backend_init");
  }

  /** Writes the same weights as 32-bit floats: what arithmetic on them gives no longer depends on kernels. @throws PremiseError `engine/failed`. */
  widen(source: string, target: string, threads: number): void {
    const params = { ...this.call<object>("llama_model_quantize_default_params"), nthread: threads, ftype: float32, allow_requantize: true };
    const status = this.call<number>("llama_model_quantize", source, target, params);
    if (status !== 0) throw new PremiseError("engine/failed", { action: `widen ${source}`, problem: `status ${status}` });
  }

  call<T = unknown>(name: string, ...values: unknown[]): T {
    return this.raw[name]?.(...values) as T;
  }
}

function checkLayout(name: string, library: string, known: Readonly<Record<string, unknown>>, seen: unknown): void {
  for (const [field, value] of Object.entries(known)) {
    const found = (seen as Record<string, unknown>)[field];
    if (found !== value) throw new PremiseError("engine/layout-mismatch", { library, release: llamaRelease, problem: `${name}.${field} is ${String(found)}, expected ${String(value)}` });
  }
}

/** Loaded weights and vocabulary. Freed by `dispose`, after every context made from it. */
export class NativeModel implements Disposable {
  readonly llama: Llama;
  readonly #model: Pointer;
  readonly #vocab: Pointer;
  #contexts = 0;
  #freed = false;

  /** @throws PremiseError `model/unreadable`. */
  constructor(llama: Llama, path: string) {
    this.llama = llama;
    const params = { ...llama.call<object>("llama_model_default_params"), n_gpu_layers: 0 };
    const model = llama.call<Pointer | null>("llama_model_load_from_file", path, params);
    if (!model) throw new PremiseError("model/unreadable", { path, problem: "llama.cpp does not know this architecture, or the tensors do not fit together" });
    this.#model = model;
    this.#vocab = llama.call<Pointer>("llama_model_get_vocab", model);
  }

  get vocabularySize(): number { return this.llama.call("llama_vocab_n_tokens", this.#vocab); }
  get trainedContext(): number { return this.llama.call("llama_model_n_ctx_train", this.#model); }
  get hiddenSize(): number { return this.llama.call("llama_model_n_embd", this.#model); }
  get bytes(): number { return Number(this.llama.call<number | bigint>("llama_model_size", this.#model)); }
  get bos(): number { return this.llama.call("llama_vocab_bos", this.#vocab); }
  get addsBos(): boolean { return this.llama.call("llama_vocab_get_add_bos", this.#vocab); }
  get chatTemplate(): string | null { return this.llama.call<string | null>("llama_model_chat_template", this.#model, null) ?? null; }
  get isCausalTransformer(): boolean { return !this.llama.call<boolean>("llama_model_has_encoder", this.#model) && !this.llama.call<boolean>("llama_model_is_recurrent", this.#model); }

  get description(): string {
    const bytes = Buffer.alloc(256);
    const length = this.llama.call<number>("llama_model_desc", this.#model, bytes, bytes.length);
    return bytes.toString("utf8", 0, Math.max(0, length));
  }

  isEndOfText(token: number): boolean { return this.llama.call("llama_vocab_is_eog", this.#vocab, token); }
  attribute(token: number): number { return this.llama.call("llama_vocab_get_attr", this.#vocab, token); }

  /** Token ids of UTF-8 `text`; BOS is never added. */
  tokenize(text: string, parseControl: boolean): Int32Array {
    const bytes = Buffer.from(text, "utf8");
    let tokens = new Int32Array(bytes.length + 8);
    let count = this.llama.call<number>("llama_tokenize", this.#vocab, bytes, bytes.length, tokens, tokens.length, false, parseControl);
    if (count < 0) {
      tokens = new Int32Array(-count);
      count = this.llama.call<number>("llama_tokenize", this.#vocab, bytes, bytes.length, tokens, tokens.length, false, parseControl);
    }
    return tokens.slice(0, count);
  }

  /** The bytes that a token stands for; control tokens give their names. */
  piece(token: number): Uint8Array {
    let bytes = Buffer.alloc(64);
    let length = this.llama.call<number>("llama_token_to_piece", this.#vocab, token, bytes, bytes.length, 0, true);
    if (length < 0) {
      bytes = Buffer.alloc(-length);
      length = this.llama.call<number>("llama_token_to_piece", this.#vocab, token, bytes, bytes.length, 0, true);
    }
    return bytes.subarray(0, length);
  }

  /** @throws PremiseError `engine/failed`. */
  createContext(options: NativeContextOptions): NativeContext {
    const params = {
      ...this.llama.call<object>("llama_context_default_params"),
      n_ctx: options.contextTokens, n_batch: options.batchTokens, n_ubatch: options.batchTokens, n_seq_max: options.maxSequences,
      n_outputs_max: options.maxOutputs, n_outputs_max_per_seq: 0, n_threads: options.threads, n_threads_batch: options.threads,
      swa_full: true, kv_unified: true, flash_attn_type: flashAttentionOff, type_k: float32, type_v: float32,
    };
    const context = this.llama.call<Pointer | null>("llama_init_from_model", this.#model, params);
    if (!context) throw new PremiseError("engine/failed", { action: "make a context", problem: "there may be too little memory for a cache of that length" });
    this.#contexts++;
    return new NativeContext(this, context, options, () => void this.#contexts--);
  }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    if (this.#contexts > 0) throw new PremiseError("internal", { problem: "a model was freed before its contexts" });
    this.#freed = true;
    this.llama.call("llama_model_free", this.#model);
  }
}

/** A batch in native memory, written in place: token `i` stands at `pos[i]` in the sequences listed by `setSequences`. */
export class NativeBatch {
  readonly raw: { n_tokens: number } & Readonly<Record<string, unknown>>;
  readonly token: Int32Array;
  readonly pos: Int32Array;
  /** 1 where logits are wanted. */
  readonly output: Int8Array;
  readonly #counts: Int32Array;
  readonly #lists: readonly Int32Array[];

  constructor(llama: Llama, options: NativeContextOptions) {
    const { batchTokens, maxSequences } = options;
    this.raw = llama.call("llama_batch_init", batchTokens, 0, maxSequences);
    const ints = (name: string): Int32Array => new Int32Array(koffi.view(this.raw[name], batchTokens * 4));
    this.token = ints("token");
    this.pos = ints("pos");
    this.#counts = ints("n_seq_id");
    this.output = new Int8Array(koffi.view(this.raw["logits"], batchTokens));
    const pointers = new BigUint64Array(koffi.view(this.raw["seq_id"], batchTokens * 8));
    this.#lists = Array.from(pointers, (pointer) => new Int32Array(koffi.view(pointer, maxSequences * 4)));
  }

  setSequences(i: number, sequences: readonly number[]): void {
    this.#counts[i] = sequences.length;
    this.#lists[i]?.set(sequences);
  }
}

/** Evaluation state of one model: its KV cache and batch. Freed by `dispose`. */
export class NativeContext implements Disposable {
  readonly options: NativeContextOptions;
  readonly batch: NativeBatch;
  readonly #llama: Llama;
  readonly #context: Pointer;
  readonly #memory: Pointer;
  readonly #vocabularySize: number;
  readonly #hiddenSize: number;
  readonly #release: () => void;
  #freed = false;

  constructor(model: NativeModel, context: Pointer, options: NativeContextOptions, release: () => void) {
    this.options = options;
    this.#llama = model.llama;
    this.#context = context;
    this.#memory = this.#llama.call<Pointer>("llama_get_memory", context);
    this.#vocabularySize = model.vocabularySize;
    this.#hiddenSize = model.hiddenSize;
    this.#release = release;
    this.batch = new NativeBatch(this.#llama, options);
  }

  /** Evaluates the first `tokens` entries of the batch. @throws PremiseError `engine/failed`. */
  decode(tokens: number): void {
    this.batch.raw.n_tokens = tokens;
    const status = this.#llama.call<number>("llama_decode", this.#context, this.batch.raw);
    if (status !== 0) throw new PremiseError("engine/failed", { action: "evaluate a batch", problem: status === 1 ? "the cache is full" : `status ${status}` });
  }

  /** Logits of all outputs of the last batch, row after row in the batch's order; valid until the next `decode`. */
  logits(outputs: number): Float32Array {
    const pointer = this.#llama.call("llama_get_logits", this.#context);
    return new Float32Array(koffi.view(pointer, outputs * this.#vocabularySize * 4));
  }

  /** Last hidden state at batch entry `i`; valid until the next `decode`. */
  hidden(i: number): Float32Array {
    const pointer = this.#llama.call("llama_get_embeddings_ith", this.#context, i);
    if (!pointer) throw new PremiseError("engine/failed", { action: "read a hidden state", problem: "none was computed" });
    return new Float32Array(koffi.view(pointer, this.#hiddenSize * 4));
  }

  /** With hidden states on, every token of a batch becomes an output. */
  wantHidden(on: boolean): void { this.#llama.call("llama_set_embeddings", this.#context, on); }
  clear(): void { this.#llama.call("llama_memory_clear", this.#memory, false); }
  copySequence(source: number, target: number, length: number): void { this.#llama.call("llama_memory_seq_cp", this.#memory, source, target, 0, length); }
  removeSequence(sequence: number, from = 0): void { this.#llama.call("llama_memory_seq_rm", this.#memory, sequence, from, -1); }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    this.#freed = true;
    this.#llama.call("llama_batch_free", this.batch.raw);
    this.#llama.call("llama_free", this.#context);
    this.#release();
  }
}
