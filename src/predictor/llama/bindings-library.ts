/** @module Loads llama.cpp's libraries and makes their functions callable. */
import koffi from "koffi";
import { PremiseError } from "../../errors/premise-error.ts";
import { functions } from "./bindings-functions.ts";
import { batch, contextParams, knownContextDefaults, knownModelDefaults, knownThreadDefaults, modelParams, quantizeParams, threadParams } from "./bindings-structs.ts";
import { type LlamaLibrary, llamaRelease } from "./library.ts";

/** An address in native memory; only files named bindings look behind it. */
export type Pointer = bigint;
type Raw = Readonly<Record<string, (...values: unknown[]) => unknown>>;

/** What is asked of nodes of a graph while it is computed. */
type Tensors = {
  readonly name: (tensor: Pointer) => string;
  readonly bytes: (tensor: Pointer) => number;
  /** Copies `bytes` from `offset` on, out of whatever memory it is in. */
  readonly copy: (tensor: Pointer, target: Float32Array, offset: number, bytes: number) => void;
};

/** Of the processor's part of ggml, which is loaded by itself and found by name. */
type Threads = {
  readonly defaults: (threads: number) => object;
  /** Addresses of its functions. */
  readonly create: Pointer;
  readonly free: Pointer;
};

/** `ggml_type` and `llama_ftype` of floats. */
export const float32 = 0;
export const float16 = 1;

let loaded: Llama | null = null;

/** The library, loaded once a thread. @throws PremiseError `engine/layout-mismatch` when its structs are not those of the release. */
export function loadLlama(library: LlamaLibrary): Llama {
  loaded ??= new Llama(library);
  return loaded;
}

/** The loaded library; lives as long as the thread. Its log is silent. */
export class Llama {
  readonly raw: Raw;
  readonly threads: Threads;
  readonly #library: LlamaLibrary;
  #tensors: Tensors | null = null;

  constructor(library: LlamaLibrary) {
    this.#library = library;
    const handle = koffi.load(library.llama);
    const ggml = koffi.load(library.ggml);
    koffi.struct("llama_model_params_t", modelParams);
    koffi.struct("llama_context_params_t", contextParams);
    koffi.struct("llama_model_quantize_params_t", quantizeParams);
    koffi.struct("llama_batch_t", batch);
    koffi.proto("bool llama_eval_callback_t(void *tensor, bool ask, void *data)");
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
    this.threads = bindThreads(library);
  }

  get tensors(): Tensors {
    this.#tensors ??= bindTensors(this.#library);
    return this.#tensors;
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

function bindTensors({ ggmlBase }: LlamaLibrary): Tensors {
  const handle = koffi.load(ggmlBase);
  return {
    name: handle.func("const char *ggml_get_name(const void *tensor)") as Tensors["name"],
    bytes: handle.func("size_t ggml_nbytes(const void *tensor)") as Tensors["bytes"],
    copy: handle.func("void ggml_backend_tensor_get(const void *tensor, _Out_ float *target, size_t offset, size_t bytes)") as Tensors["copy"],
  };
}

function bindThreads({ ggml, ggmlBase }: LlamaLibrary): Threads {
  const base = koffi.load(ggmlBase);
  koffi.struct("ggml_threadpool_params_t", threadParams);
  koffi.proto("void *ggml_threadpool_new_t(ggml_threadpool_params_t *params)");
  koffi.proto("void ggml_threadpool_free_t(void *pool)");
  const defaults = base.func("ggml_threadpool_params_t ggml_threadpool_params_default(int threads)") as Threads["defaults"];
  checkLayout("ggml_threadpool_params", ggmlBase, { ...knownThreadDefaults, n_threads: 3 }, defaults(3));
  const registry: unknown = koffi.load(ggml).func("void *ggml_backend_reg_by_name(const char *name)")("CPU");
  const find = base.func("void *ggml_backend_reg_get_proc_address(void *registry, const char *name)");
  const [create, free] = ["ggml_threadpool_new", "ggml_threadpool_free"].map((name) => (registry ? (find(registry, name) as Pointer | null) : null));
  if (!create || !free) throw new PremiseError("engine/layout-mismatch", { library: ggml, release: llamaRelease, problem: "the processor's part of ggml has no thread pools" });
  return { defaults, create, free };
}

function checkLayout(name: string, library: string, known: Readonly<Record<string, unknown>>, seen: unknown): void {
  for (const [field, value] of Object.entries(known)) {
    const found = (seen as Record<string, unknown>)[field];
    if (found !== value) throw new PremiseError("engine/layout-mismatch", { library, release: llamaRelease, problem: `${name}.${field} is ${String(found)}, expected ${String(value)}` });
  }
}
