/** @module Structs of llama.cpp's C interface, release v0.5.0, and the defaults by which a library with other layouts is noticed. */
import koffi from "koffi";

export const modelParams = {
  devices: "void *", tensor_buft_overrides: "void *", n_gpu_layers: "int32_t", split_mode: "int32_t", load_mode: "int32_t",
  lazy_mode: "int32_t", main_gpu: "int32_t", tensor_split: "void *", progress_callback: "void *", progress_callback_user_data: "void *",
  kv_overrides: "void *", vocab_only: "bool", check_tensors: "bool", use_extra_bufts: "bool", no_host: "bool", no_alloc: "bool", load_mtp: "bool",
} as const;

export const contextParams = {
  n_ctx: "uint32_t", n_batch: "uint32_t", n_ubatch: "uint32_t", n_seq_max: "uint32_t", n_rs_seq: "uint32_t", n_outputs_max: "uint32_t",
  n_outputs_max_per_seq: "uint32_t", n_threads: "int32_t", n_threads_batch: "int32_t", ctx_type: "int32_t", rope_scaling_type: "int32_t",
  pooling_type: "int32_t", attention_type: "int32_t", flash_attn_type: "int32_t", rope_freq_base: "float", rope_freq_scale: "float",
  yarn_ext_factor: "float", yarn_attn_factor: "float", yarn_beta_fast: "float", yarn_beta_slow: "float", yarn_orig_ctx: "uint32_t",
  defrag_thold: "float", cb_eval: "void *", cb_eval_user_data: "void *", type_k: "int32_t", type_v: "int32_t", abort_callback: "void *",
  abort_callback_data: "void *", embeddings: "bool", offload_kqv: "bool", no_perf: "bool", op_offload: "bool", swa_full: "bool",
  kv_unified: "bool", samplers: "void *", n_samplers: "size_t", ctx_other: "void *",
} as const;

export const batch = { n_tokens: "int32_t", token: "void *", embd: "void *", pos: "void *", n_seq_id: "void *", seq_id: "void *", logits: "void *" } as const;

/** What the release's `llama_*_default_params()` return: known values at every part of both structs. */
export const knownModelDefaults = { n_gpu_layers: -1, split_mode: 1, load_mode: -1, lazy_mode: 1, main_gpu: 0, vocab_only: false, check_tensors: false, use_extra_bufts: true, no_host: false, no_alloc: false, load_mtp: false };
export const knownContextDefaults = {
  n_ctx: 512, n_batch: 2048, n_ubatch: 512, n_seq_max: 1, n_rs_seq: 0, n_outputs_max: 0, n_outputs_max_per_seq: 1, n_threads: 4, n_threads_batch: 4,
  ctx_type: 0, rope_scaling_type: -1, pooling_type: -1, attention_type: -1, flash_attn_type: -1, rope_freq_base: 0, yarn_ext_factor: -1, yarn_beta_slow: -1,
  yarn_orig_ctx: 0, defrag_thold: -1, type_k: 1, type_v: 1, embeddings: false, offload_kqv: true, no_perf: true, op_offload: true, swa_full: true, kv_unified: false,
};

export const quantizeParams = {
  nthread: "int32_t", ftype: "int32_t", output_tensor_type: "int32_t", token_embedding_type: "int32_t", allow_requantize: "bool",
  quantize_output_tensor: "bool", only_copy: "bool", pure: "bool", keep_split: "bool", dry_run: "bool", imatrix: "void *", kv_overrides: "void *",
  tt_overrides: "void *", prune_layers: "void *", max_buf_size: "size_t",
} as const;

/** `cpumask` has a place for each of `GGML_MAX_N_THREADS`. */
export const threadParams = { cpumask: koffi.array("bool", 512), n_threads: "int32_t", prio: "int32_t", poll: "uint32_t", strict_cpu: "bool", paused: "bool" };
export const knownThreadDefaults = { prio: 0, poll: 50, strict_cpu: false, paused: false };
