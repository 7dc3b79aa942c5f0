/** @module Reads the residual stream between a model's layers while a context evaluates, at a call back a graph node. */
import koffi from "koffi";
import { PremiseError } from "../../errors/premise-error.ts";
import type { Llama, Pointer } from "./bindings-library.ts";
import type { NativeModel } from "./bindings-model.ts";

type State = { readonly values: Float32Array; rows: number };

/**
 * The states after chosen layers, of the last batch. llama.cpp asks about each of its roughly 1,000 graph nodes, which takes about 1 ms
 * a `decode`: nothing beside a long batch, a fifth of a single token's time. Freed by `dispose`, after its context.
 */
export class LayerReader implements Disposable {
  /** For `cb_eval` of the context's parameters. */
  readonly callback: Pointer;
  readonly #model: NativeModel;
  readonly #states: ReadonlyMap<string, State>;
  /** Of each batch entry: how many outputs come before it; -1 where it is none. */
  readonly #outputRows: Int32Array;
  #tokens = 0;
  #outputs = 0;
  #freed = false;

  /** `layers` count from 1 to `model.layerCount`. @throws PremiseError `predictor/unsupported`. */
  constructor(model: NativeModel, layers: readonly number[], batchTokens: number) {
    for (const layer of layers) {
      if (!Number.isInteger(layer) || layer < 1 || layer > model.layerCount) throw unsupported(model, `it has layers 1 to ${model.layerCount}, not ${layer}`);
    }
    this.#model = model;
    this.#states = new Map(layers.map((layer) => [nodeName(layer), { values: new Float32Array(batchTokens * model.hiddenSize), rows: 0 }]));
    this.#outputRows = new Int32Array(batchTokens);
    this.callback = koffi.register(this.#visit(model.llama), "llama_eval_callback_t *");
  }

  /** Called for every node before it is computed (`ask`: is it wanted?), and for wanted ones afterwards; it must not throw. */
  #visit({ tensors }: Llama): (tensor: Pointer, ask: boolean) => boolean {
    return (tensor, ask) => {
      const state = this.#states.get(tensors.name(tensor));
      if (ask || state === undefined) return state !== undefined;
      const bytes = tensors.bytes(tensor);
      state.rows = bytes / (4 * this.#model.hiddenSize);
      if (bytes <= state.values.byteLength) tensors.copy(tensor, state.values, 0, bytes);
      return true;
    };
  }

  /** Before a batch of `tokens` entries, those with 1 in `output` being outputs. */
  begin(tokens: number, output: Int8Array): void {
    this.#tokens = tokens;
    this.#outputs = 0;
    for (let i = 0; i < tokens; i++) this.#outputRows[i] = output[i] === 1 ? this.#outputs++ : -1;
    for (const state of this.#states.values()) state.rows = 0;
  }

  /**
   * State after `layer` at batch entry `i`, `hiddenSize` long; valid until the next `decode`. llama.cpp goes on with outputs alone in its
   * last layer, so there other entries have none.
   * @throws PremiseError `predictor/unsupported` when the architecture does not name these states, `internal` when there is none here.
   */
  read(layer: number, i: number): Float32Array {
    const state = this.#states.get(nodeName(layer));
    const row = state?.rows === this.#tokens ? i : (this.#outputRows[i] ?? -1);
    if (state === undefined || i < 0 || i >= this.#tokens || row < 0) throw new PremiseError("internal", { problem: `the state after layer ${layer} was not kept at entry ${i}` });
    if (state.rows !== this.#tokens && state.rows !== this.#outputs) throw unsupported(this.#model, "llama.cpp does not name what the layers of its architecture put out");
    return state.values.subarray(row * this.#model.hiddenSize, (row + 1) * this.#model.hiddenSize);
  }

  [Symbol.dispose](): void {
    if (this.#freed) return;
    this.#freed = true;
    koffi.unregister(this.callback);
  }
}

function nodeName(layer: number): string {
  return `l_out-${layer - 1}`;
}

function unsupported(model: NativeModel, problem: string): PremiseError {
  return new PremiseError("predictor/unsupported", { model: model.path, problem });
}
