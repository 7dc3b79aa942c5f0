/** @module Little-endian reading of a file through a window, never past its end. */
import { readSync } from "node:fs";

/** Reports what is wrong with the file, by throwing. */
export type Complain = (problem: string) => never;

const windowBytes = 1 << 20;

/** Reads forward from the start of an open file of `length` bytes. */
export class Cursor {
  position = 0;
  readonly length: number;
  readonly #descriptor: number;
  readonly #complain: Complain;
  #window = Buffer.alloc(0);
  #windowStart = 0;

  constructor(descriptor: number, length: number, complain: Complain) {
    this.#descriptor = descriptor;
    this.length = length;
    this.#complain = complain;
  }

  /** The next `bytes` bytes; valid until the next call. */
  take(bytes: number): Buffer {
    if (bytes > this.length - this.position) this.#complain(`it ends at byte ${this.length}, inside its header`);
    const start = this.position - this.#windowStart;
    if (start < 0 || start + bytes > this.#window.length) this.#load(bytes);
    const from = this.position - this.#windowStart;
    this.position += bytes;
    return this.#window.subarray(from, from + bytes);
  }

  skip(bytes: number): void {
    if (bytes > this.length - this.position) this.#complain(`it ends at byte ${this.length}, inside its header`);
    this.position += bytes;
  }

  u32(): number {
    return this.take(4).readUInt32LE();
  }

  u64(): bigint {
    return this.take(8).readBigUInt64LE();
  }

  /** A 64-bit count of things that take at least `each` bytes of what is left of the file. */
  count(what: string, each: number): number {
    const value = this.u64();
    const limit = Math.floor((this.length - this.position) / each);
    if (value > BigInt(limit)) this.#complain(`it claims ${value} ${what}, more than its ${this.length} bytes can hold`);
    return Number(value);
  }

  #load(bytes: number): void {
    this.#window = Buffer.alloc(Math.min(Math.max(windowBytes, bytes), this.length - this.position));
    this.#windowStart = this.position;
    for (let filled = 0; filled < this.#window.length; ) {
      const read = readSync(this.#descriptor, this.#window, filled, this.#window.length - filled, this.position + filled);
      if (read === 0) this.#complain("it became shorter while it was read");
      filled += read;
    }
  }
}
