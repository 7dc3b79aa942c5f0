/** @module Threads that a context keeps for all its batches. */
import koffi from "koffi";
import type { Llama, Pointer } from "./bindings-library.ts";

/** A thread sleeps until its next batch: spinning for it, for however long, was not measurably faster, and leaves less to others. */
const poll = 0;

/**
 * Without threads of its own, a context makes them anew for every `decode`, which can double the time of a single token. They compute the
 * same, bit for bit. Freed by `dispose`, after the context that they work for.
 */
export class NativeThreads implements Disposable {
  readonly #llama: Llama;
  readonly #pointer: Pointer;
  #freed = false;

  constructor(llama: Llama, threads: number) {
    this.#llama = llama;
    this.#pointer = koffi.call(llama.threads.create, "ggml_threadpool_new_t", { ...llama.threads.defaults(threads), poll }) as Pointer;
  }

  attach(context: Pointer): void {
    this.#llama.call("llama_attach_threadpool", context, this.#pointer, this.#pointer);
  }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    this.#freed = true;
    koffi.call(this.#llama.threads.free, "ggml_threadpool_free_t", this.#pointer);
  }
}
