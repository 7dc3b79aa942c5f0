/** @module One loaded model: weights and vocabulary. */
import { PremiseError } from "../../errors/premise-error.ts";
import { readAdapter } from "../../models/adapter.ts";
import { readGguf } from "../../models/gguf.ts";
import { NativeAdapter } from "./bindings-adapter.ts";
import { NativeContext, type NativeContextOptions } from "./bindings-context.ts";
import { LayerReader } from "./bindings-layers.ts";
import { float16, float32, type Llama, type Pointer } from "./bindings-library.ts";

export const tokenAttribute = { control: 8 } as const;

/**
 * Kernels round activations to 8 bits; what differs in the last bit anywhere flips some roundings. Without flash attention and with
 * a 32-bit cache, a token's probabilities depend least on what else is in its batch (docs/golden.md has the measurements).
 */
const exact = { flash_attn_type: 0, type_k: float32, type_v: float32 } as const;
/** What llama.cpp chooses by default: faster, above all when many sequences share the cache, since it passes over the cells of others. */
const flash = { flash_attn_type: 1, type_k: float16, type_v: float16 } as const;

/** Sequence ids of a cache whose cells all sequences share (`LLAMA_MAX_SEQ`). */
const mostSequences = 256;

/**
 * Architectures whose caches count on `n_seq_max`. All others take any sequence id below 256 when the cache is unified and keeps the full
 * window, so they are told of one sequence: llama.cpp reserves a row of logits for each, 1 MB apiece at a vocabulary of 262,144.
 */
const countSequences: ReadonlySet<string> = new Set(["deepseek32", "deepseek4", "dots3note", "glm-dsa", "hy_v4", "minimax-m3"]);

/** Loaded weights and vocabulary. Freed by `dispose`, after every context and adapter made from it. */
export class NativeModel implements Disposable {
  readonly llama: Llama;
  readonly path: string;
  readonly #model: Pointer;
  readonly #vocab: Pointer;
  /** Contexts and adapters that are not freed yet. */
  #children = 0;
  #freed = false;

  /** @throws PremiseError `model/unreadable`. */
  constructor(llama: Llama, path: string) {
    this.llama = llama;
    this.path = path;
    const params = { ...llama.call<object>("llama_model_default_params"), n_gpu_layers: 0 };
    const model = llama.call<Pointer | null>("llama_model_load_from_file", path, params);
    if (!model) throw new PremiseError("model/unreadable", { path, problem: "llama.cpp does not know this architecture, or the tensors do not fit together" });
    this.#model = model;
    this.#vocab = llama.call<Pointer>("llama_model_get_vocab", model);
  }

  get vocabularySize(): number { return this.llama.call("llama_vocab_n_tokens", this.#vocab); }
  get trainedContext(): number { return this.llama.call("llama_model_n_ctx_train", this.#model); }
  get hiddenSize(): number { return this.llama.call("llama_model_n_embd", this.#model); }
  /** Tokens that a layer with a sliding window attends to; 0 where there are none. */
  get window(): number { return this.llama.call("llama_model_n_swa", this.#model); }
  get bytes(): number { return Number(this.llama.call<number | bigint>("llama_model_size", this.#model)); }
  /** How many weights it has. */
  get weights(): number { return Number(this.llama.call<number | bigint>("llama_model_n_params", this.#model)); }
  get bos(): number { return this.llama.call("llama_vocab_bos", this.#vocab); }
  get addsBos(): boolean { return this.llama.call("llama_vocab_get_add_bos", this.#vocab); }
  get chatTemplate(): string | null { return this.llama.call<string | null>("llama_model_chat_template", this.#model, null) ?? null; }
  get layerCount(): number { return this.llama.call("llama_model_n_layer", this.#model); }
  /** Query values a layer: heads times their length, which differs from the hidden size in some models. */
  get attentionSize(): number {
    const [heads, length] = ["head_count", "key_length"].map((key) => Number(this.#metadata(`${this.architecture}.attention.${key}`) ?? Number.NaN)) as [number, number];
    return heads * length || this.hiddenSize;
  }
  /** `general.architecture` of the file: "llama", "gemma3". */
  get architecture(): string { return this.#metadata("general.architecture") ?? ""; }
  /** Whether every token of a sequence has a cell of its own in the cache, so that sequences can be forked and cut anywhere. */
  get isCausalTransformer(): boolean { return ["has_encoder", "is_recurrent", "is_hybrid", "is_diffusion"].every((kind) => !this.llama.call<boolean>(`llama_model_${kind}`, this.#model)); }

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

  #metadata(key: string): string | null {
    const bytes = Buffer.alloc(256);
    const length = this.llama.call<number>("llama_model_meta_val_str", this.#model, key, bytes, bytes.length);
    return length < 0 ? null : bytes.toString("utf8", 0, Math.min(length, bytes.length - 1));
  }

  /** @throws PremiseError `engine/failed`, `predictor/unsupported` for layers that it does not have. */
  createContext(options: NativeContextOptions): NativeContext {
    if (options.maxSequences < 1 || options.maxSequences > mostSequences) throw new PremiseError("internal", { problem: `a context of ${options.maxSequences} sequences` });
    const layers = options.layers === undefined || options.layers.length === 0 ? null : new LayerReader(this, options.layers, options.batchTokens);
    const sequences = countSequences.has(this.architecture) ? options.maxSequences : 1;
    const params = {
      ...this.llama.call<object>("llama_context_default_params"),
      n_ctx: options.contextTokens, n_batch: options.batchTokens, n_ubatch: options.batchTokens,
      n_seq_max: sequences,
      n_outputs_max: Math.max(options.maxOutputs, sequences), n_outputs_max_per_seq: 0, n_threads: options.threads, n_threads_batch: options.threads,
      swa_full: true, kv_unified: true, ...(options.flashAttention === true ? flash : exact),
      ...(layers === null ? {} : { cb_eval: layers.callback }),
    };
    const context = this.llama.call<Pointer | null>("llama_init_from_model", this.#model, params);
    if (!context) layers?.[Symbol.dispose]();
    if (!context) throw new PremiseError("engine/failed", { action: "make a context", problem: "there may be too little memory for a cache of that length" });
    this.#children++;
    return new NativeContext(this, context, options, layers, () => void this.#children--);
  }

  /** Loads a LoRA adapter, whole, into memory of its own. @throws PremiseError `model/invalid-adapter`. */
  loadAdapter(path: string): NativeAdapter {
    readAdapter(path, readGguf(this.path));
    const pointer = this.llama.call<Pointer | null>("llama_adapter_lora_init", this.#model, path);
    if (!pointer) throw new PremiseError("model/invalid-adapter", { path, problem: "llama.cpp cannot load it" });
    this.#children++;
    return new NativeAdapter(this, pointer, path, () => void this.#children--);
  }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    if (this.#children > 0) throw new PremiseError("internal", { problem: "a model was freed before its contexts and adapters" });
    this.#freed = true;
    this.llama.call("llama_model_free", this.#model);
  }
}
