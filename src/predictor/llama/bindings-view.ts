/** @module Numbers in native memory. */
import koffi from "koffi";

/**
 * Floats at an address that llama.cpp gave, which stays the same for most batches. The view of it is kept: each new one leaves something
 * behind until its thread returns to its event loop, and counts as memory of the whole length to the garbage collector.
 */
export class FloatView {
  #address: bigint | null = null;
  #floats = new Float32Array(0);

  /** `length` floats at `address`; valid as long as what llama.cpp gave it for. */
  at(address: bigint, length: number): Float32Array {
    if (address !== this.#address || length > this.#floats.length) {
      this.#floats = new Float32Array(koffi.view(address, length * 4));
      this.#address = address;
    }
    return this.#floats.subarray(0, length);
  }
}
