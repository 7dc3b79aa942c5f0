/** @module Numbers in native memory. */
import koffi from "koffi";

/**
 * `length` floats at an address that llama.cpp gave; valid as long as what it gave it for. The collector counts a view as memory of its whole
 * length, and so comes often where one is made for every batch: without that, the resident size of a model that answers short requests
 * rose by 80 MB in 10,000 of them.
 */
export function viewFloats(address: bigint, length: number): Float32Array<ArrayBuffer> {
  return new Float32Array(koffi.view(address, length * 4));
}

/** For a thread that does not return to its event loop: there each view that goes leaves some 230 bytes behind, so it is kept while address and length allow. */
export class KeptView {
  #address: bigint | null = null;
  #floats = new Float32Array(0);

  /** See `viewFloats`. */
  at(address: bigint, length: number): Float32Array {
    if (address !== this.#address || length > this.#floats.length) {
      this.#floats = viewFloats(address, length);
      this.#address = address;
    }
    return this.#floats.subarray(0, length);
  }
}
