/** @module Softmax statistics of logits rows in WebAssembly SIMD; the plain TypeScript of `statistics.ts` is its reference. */
import { readFileSync } from "node:fs";
import { PremiseError } from "../../../errors/premise-error.ts";
import type { Candidate, Weights } from "../../sampling.ts";

type Exports = {
  readonly memory: WebAssembly.Memory;
  max(at: number, bytes: number): number;
  find(at: number, bytes: number, value: number): number;
  countAbove(at: number, bytes: number, value: number): number;
  walk(at: number, bytes: number, max: number, scale: number, target: number, out: number): number;
  moments(at: number, bytes: number, max: number, out: number): void;
};

/** Where results are written, and where the row begins. */
const outAt = 0;
const rowAt = 64;
const pageBytes = 65536;
/** A larger scale is infinite in single precision; at this one only the likeliest tokens weigh anything already. */
const steepest = 1e30;

/** One row at a time: `load` it, then ask. Not shared between threads. */
export class SoftmaxKernel {
  readonly size: number;
  readonly #exports: Exports;
  readonly #row: Float32Array;
  readonly #out: Float64Array;
  readonly #bytes: number;
  #max = 0;
  #logSumExp = 0;

  /** @param size numbers in a row (the vocabulary). */
  constructor(size: number) {
    this.size = size;
    this.#exports = new WebAssembly.Instance(compile()).exports as unknown as Exports;
    const padded = Math.ceil(size / 16) * 16;
    this.#bytes = padded * 4;
    const missing = Math.ceil((rowAt + this.#bytes) / pageBytes) - this.#exports.memory.buffer.byteLength / pageBytes;
    if (missing > 0) this.#exports.memory.grow(missing);
    const { buffer } = this.#exports.memory;
    new Float32Array(buffer, rowAt, padded).fill(-Infinity);
    this.#row = new Float32Array(buffer, rowAt, size);
    this.#out = new Float64Array(buffer, outAt, 3);
  }

  /**
   * Copies a row in and sums it.
   * @throws PremiseError `engine/non-finite` on NaN, +Infinity or nothing but -Infinity.
   */
  load(logits: Float32Array, position = 0): void {
    this.#row.set(logits);
    this.#max = this.#exports.max(rowAt, this.#bytes);
    const sum = this.#sumExp(1);
    if (!Number.isFinite(this.#max) || !Number.isFinite(sum)) throw new PremiseError("engine/non-finite", { position });
    this.#logSumExp = this.#max + Math.log(sum);
  }

  /** The loaded row itself; valid until the next `load`. */
  get row(): Float32Array {
    return this.#row;
  }

  /** Nats. */
  get logSumExp(): number {
    return this.#logSumExp;
  }

  /** Nats. */
  logprob(token: number): number {
    return (this.#row[token] as number) - this.#logSumExp;
  }

  argmax(): number {
    return this.#exports.find(rowAt, this.#bytes, this.#max);
  }

  /** How many logits are strictly larger than the token's. */
  rank(token: number): number {
    return this.#exports.countAbove(rowAt, this.#bytes, this.#row[token] as number);
  }

  /** Entropy in nats and variance of log p in nats squared. */
  moments(): { entropy: number; variance: number } {
    this.#exports.moments(rowAt, this.#bytes, this.#max, outAt);
    const [mass, first, second] = this.#out as unknown as [number, number, number];
    const mean = first / mass;
    return { entropy: Math.max(0, Math.log(mass) - mean), variance: Math.max(0, second / mass - mean * mean) };
  }

  /** The token at which the cumulative distribution of softmax(logits / temperature), in order of ids, passes `uniform`. */
  draw(temperature: number, uniform: number): { token: number; sampledLogprob: number } {
    const total = this.#sumExp(1 / temperature);
    const target = uniform * total;
    const block = this.#exports.walk(rowAt, this.#bytes, this.#max, Math.min(1 / temperature, steepest), target, outAt);
    const weight = (token: number): number => Math.exp(((this.#row[token] as number) - this.#max) / temperature);
    let sum = this.#out[0] as number;
    let chosen = -1;
    for (let token = (block - rowAt) / 4; token < this.size; token++) {
      const before = sum;
      sum += weight(token);
      // The total was added up in single precision: where the exact sum ends below it, what weighs nothing must not be drawn.
      if (sum > before) chosen = token;
      if (sum > target) break;
    }
    if (chosen < 0) chosen = this.argmax();
    return { token: chosen, sampledLogprob: Math.log(weight(chosen) / total) };
  }

  /** softmax(logits / temperature) for truncated sampling. */
  weights(temperature: number): Weights {
    const row = this.#row;
    const max = this.#max;
    const tempered = (logit: number): number => Math.exp((logit - max) / temperature);
    const atLeast = (floor: number): Candidate[] => {
      const limit = max + temperature * Math.log(floor);
      const found: Candidate[] = [];
      for (let token = 0; token < row.length; token++) {
        const logit = row[token] as number;
        if (logit >= limit) found.push({ token, weight: tempered(logit) });
      }
      return found;
    };
    // What single precision rounds to nothing is no reason to look for it.
    const possible = this.#exports.countAbove(rowAt, this.#bytes, max - 86 * temperature);
    return { total: this.#sumExp(1 / temperature), possible, size: this.size, atLeast };
  }

  #sumExp(scale: number): number {
    this.#exports.walk(rowAt, this.#bytes, this.#max, Math.min(scale, steepest), Infinity, outAt);
    return this.#out[0] as number;
  }
}

let compiled: WebAssembly.Module | null = null;

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL("softmax.wasm", import.meta.url)));
  return compiled;
}
