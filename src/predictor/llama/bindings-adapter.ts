/** @module A LoRA adapter that was loaded for one model. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Pointer } from "./bindings-library.ts";
import type { NativeModel } from "./bindings-model.ts";

/** How strongly a context applies an adapter: it computes with W + scale * (alpha / rank) * B A; 0 is as if it were not there. */
export type AppliedAdapter = { readonly adapter: NativeAdapter; readonly scale: number };

/** Made by `NativeModel.loadAdapter`. Freed by `dispose`, after every context that applies it has let go of it, and before its model. */
export class NativeAdapter implements Disposable {
  readonly model: NativeModel;
  readonly path: string;
  readonly pointer: Pointer;
  readonly #release: () => void;
  #users = 0;
  #freed = false;

  constructor(model: NativeModel, pointer: Pointer, path: string, release: () => void) {
    this.model = model;
    this.pointer = pointer;
    this.path = path;
    this.#release = release;
  }

  get isFreed(): boolean { return this.#freed; }

  /** Called by the contexts that apply it: +1 and -1. */
  countUser(change: 1 | -1): void { this.#users += change; }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    if (this.#users > 0) throw new PremiseError("internal", { problem: "an adapter was freed while a context applies it" });
    this.#freed = true;
    this.model.llama.call("llama_adapter_lora_free", this.pointer);
    this.#release();
  }
}
