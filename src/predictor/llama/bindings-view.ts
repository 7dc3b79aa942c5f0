/** @module Numbers in native memory, seen from another thread. */
import koffi from "koffi";

/** `length` floats at an address that `NativeContext.logitsAddress` gave; valid until that context's next `decode`. */
export function viewFloats(address: bigint, length: number): Float32Array {
  return new Float32Array(koffi.view(address, length * 4));
}
