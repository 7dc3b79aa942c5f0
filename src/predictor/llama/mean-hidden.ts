/** @module A running mean of hidden states. */

export class MeanHidden {
  readonly #sum: Float64Array;
  #count = 0;

  constructor(size: number) {
    this.#sum = new Float64Array(size);
  }

  add(state: Float32Array): void {
    for (let i = 0; i < this.#sum.length; i++) this.#sum[i] = (this.#sum[i] as number) + (state[i] as number);
    this.#count++;
  }

  /** Null before the first state. */
  value(): Float32Array | null {
    return this.#count === 0 ? null : Float32Array.from(this.#sum, (sum) => sum / this.#count);
  }
}
