/** @module Bare `llama_decode` through our bindings: what the library itself needs for the same tokens. */
import { loadLlama, type NativeContext, NativeModel } from "../../src/predictor/llama/bindings.ts";
import { chooseBatch } from "../../src/predictor/llama/engine.ts";
import { locateLibrary } from "../../src/predictor/llama/library.ts";

export type BatchShape = { readonly batchTokens: number; readonly maxOutputs: number; readonly maxSequences: number };
export type BareOptions = { readonly path: string; readonly contextTokens: number; readonly threads: number; readonly shape?: BatchShape };

/** A model and a context of its own, made with the settings that ours are made with. */
export class Bare implements Disposable {
  readonly shape: BatchShape;
  readonly #model: NativeModel;
  readonly #context: NativeContext;

  constructor({ path, contextTokens, threads, shape }: BareOptions) {
    this.#model = new NativeModel(loadLlama(locateLibrary()), path);
    this.shape = shape ?? chooseBatch(this.#model.vocabularySize);
    this.#context = this.#model.createContext({ contextTokens, threads, ...this.shape });
  }

  /** Evaluates the tokens from an emptied cache, batch by batch, with the logits of every token from `firstOutput` on, left unread, and with `hidden` their last hidden states. */
  decode(tokens: readonly number[], firstOutput = 0, hidden = false): void {
    const context = this.#context;
    context.clear();
    context.wantHidden(hidden);
    // A batch is full when it has no room for one more token, or for one more row of logits.
    for (let from = 0; from < tokens.length; ) {
      const free = Math.max(0, firstOutput - from);
      const count = Math.min(this.shape.batchTokens, free + this.shape.maxOutputs, tokens.length - from);
      for (let i = 0; i < count; i++) {
        context.batch.token[i] = tokens[from + i] as number;
        context.batch.pos[i] = from + i;
        context.batch.output[i] = from + i >= firstOutput ? 1 : 0;
        context.batch.setSequences(i, [1]);
      }
      context.decode(count);
      const outputs = count - Math.min(count, free);
      if (outputs > 0) context.logits(outputs);
      from += count;
    }
  }

  [Symbol.dispose](): void {
    this.#context[Symbol.dispose]();
    this.#model[Symbol.dispose]();
  }
}
