/** @module Running means of the hidden states that a task wants. */
import type { Wanted } from "../../predictor.ts";
import type { HiddenStates } from "./task.ts";

export class MeanStates {
  readonly #last: Mean | null;
  readonly #layers: readonly Mean[];

  constructor(size: number, { hidden = false, layers = [] }: Wanted) {
    this.#last = hidden ? new Mean(size) : null;
    this.#layers = layers.map(() => new Mean(size));
  }

  add({ last, layers }: HiddenStates): void {
    if (last !== null) this.#last?.add(last);
    layers.forEach((state, i) => this.#layers[i]?.add(state));
  }

  /** Null what was not asked for, and everything before the first state. */
  values(): { readonly meanHidden: Float32Array | null; readonly meanLayers: readonly Float32Array[] | null } {
    const layers = this.#layers.map((mean) => mean.value()).filter((mean) => mean !== null);
    return { meanHidden: this.#last?.value() ?? null, meanLayers: layers.length === 0 ? null : layers };
  }
}

class Mean {
  readonly #sum: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#sum = new Float64Array(size);
  }

  add(state: Float32Array): void {
    for (let i = 0; i < this.#sum.length; i++) this.#sum[i] = (this.#sum[i] as number) + (state[i] as number);
    this.#count++;
  }

  value(): Float32Array | null {
    return this.#count === 0 ? null : Float32Array.from(this.#sum, (sum) => sum / this.#count);
  }
}
