/** @module The batch of one context: the tokens that its next `decode` evaluates. */
import koffi from "koffi";
import type { Llama } from "./bindings-library.ts";

/** A batch in native memory, written in place: token `i` stands at `pos[i]` in the sequences listed by `setSequences`. */
export class NativeBatch {
  readonly raw: { n_tokens: number } & Readonly<Record<string, unknown>>;
  readonly token: Int32Array;
  readonly pos: Int32Array;
  /** 1 where logits are wanted. */
  readonly output: Int8Array;
  readonly #counts: Int32Array;
  readonly #lists: readonly Int32Array[];

  constructor(llama: Llama, options: { readonly batchTokens: number; readonly maxSequences: number }) {
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
