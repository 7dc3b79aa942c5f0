/** @module What is reported of one token: read off the kernel's current row. */
import type { ScoredToken, Wanted } from "../predictor.ts";
import type { SoftmaxKernel } from "./kernel/softmax.ts";
import type { Vocabulary } from "./vocabulary.ts";

export type ReadToken = ScoredToken & { readonly logprob: number };

/** `token` under the distribution loaded in `kernel`. */
export function readToken(kernel: SoftmaxKernel, vocabulary: Vocabulary, token: number, want: Wanted): ReadToken {
  return {
    token,
    text: vocabulary.text(token),
    logprob: kernel.logprob(token),
    statistics: want.statistics === true ? { ...kernel.moments(), rank: kernel.rank(token) } : null,
    top: want.top === undefined || want.top === 0 ? null : kernel.likeliest(want.top),
  };
}

/** A running mean of hidden states. */
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
