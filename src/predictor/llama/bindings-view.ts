/** @module Numbers in native memory. */
import koffi from "koffi";

/** `length` floats at an address that llama.cpp gave; valid as long as what it gave it for. */
export function viewFloats(address: bigint, length: number): Float32Array {
  return new Float32Array(koffi.view(address, length * 4));
}
