/** @module Softmax statistics of logits rows in WebAssembly SIMD; the plain TypeScript of `statistics.ts` is its reference. */
import { readFileSync } from "node:fs";
import { PremiseError } from "../../../errors/premise-error.ts";
import type { RankedToken } from "../../predictor.ts";
import type { Candidate, Weights } from "../../sampling.ts";

type Exports = {
  readonly memory: WebAssembly.Memory;
  max(at: number, bytes: number): number;
  find(at: number, bytes: number, value: number): number;
  countAbove(at: number, bytes: number, value: number): number;
  sums(at: number, bytes: number, shift: number, scale: number, blocks: number, out: number): void;
  moments(at: number, bytes: number, shift: number, blocks: number, out: number): void;
};

/** Where results are written, and what the passes note of every block: its sum (float64) and its largest logit (float32), 16 bytes. */
const outAt = 0;
const blocksAt = 64;
const blockSize = 512;
const blockBytes = blockSize * 4;
const pageBytes = 65536;
/** How many blocks are looked at before a pass for a number near the largest logit, and how far off that may be. */
const looks = 8;
const farthest = 30;
/** A larger scale is infinite in single precision; at this one only the likeliest tokens weigh anything already. */
const steepest = 1e30;

export type Moments = {
  /** Nats. */
  readonly entropy: number;
  /** Of log p, in nats squared. */
  readonly variance: number;
};

/** One row at a time: `load` it, then ask. What it says of a row depends on that row alone. Not shared between threads. */
export class SoftmaxKernel {
  readonly size: number;
  readonly #exports: Exports;
  readonly #row: Float32Array;
  readonly #rowAt: number;
  readonly #out: Float64Array;
  readonly #bytes: number;
  /** Notes of the untempered pass, and of one at another temperature. */
  readonly #blocks: BlockNotes;
  readonly #tempered: BlockNotes & { temperature: number; total: number };
  #shift = 0;
  #max = 0;
  #sum = 0;
  #logSumExp = 0;
  #moments: Moments | null = null;

  /** @param size numbers in a row (the vocabulary). */
  constructor(size: number) {
    this.size = size;
    this.#exports = new WebAssembly.Instance(compile()).exports as unknown as Exports;
    const padded = Math.ceil(size / 16) * 16;
    const count = Math.ceil(padded / blockSize);
    this.#bytes = padded * 4;
    this.#rowAt = Math.ceil((blocksAt + 2 * count * 16) / 64) * 64;
    const missing = Math.ceil((this.#rowAt + this.#bytes) / pageBytes) - this.#exports.memory.buffer.byteLength / pageBytes;
    if (missing > 0) this.#exports.memory.grow(missing);
    const { buffer } = this.#exports.memory;
    new Float32Array(buffer, this.#rowAt, padded).fill(-Infinity);
    this.#row = new Float32Array(buffer, this.#rowAt, size);
    this.#out = new Float64Array(buffer, outAt, 4);
    this.#blocks = noteBlocks(buffer, blocksAt, count);
    this.#tempered = { ...noteBlocks(buffer, blocksAt + count * 16, count), temperature: Number.NaN, total: 0 };
  }

  /**
   * Copies a row in and sums it, with its moments in the same pass where they are wanted.
   * @throws PremiseError `engine/non-finite` on NaN, +Infinity or nothing but -Infinity.
   */
  load(logits: Float32Array, position = 0, wantMoments = false): void {
    this.#row.set(logits);
    this.#tempered.temperature = Number.NaN;
    this.#moments = null;
    this.#pass(this.#guessMax(), wantMoments);
    if (!(this.#max - this.#shift < farthest)) this.#pass(this.#exports.max(this.#rowAt, this.#bytes), wantMoments);
    if (!Number.isFinite(this.#max) || !Number.isFinite(this.#sum)) throw new PremiseError("engine/non-finite", { position });
    this.#logSumExp = this.#shift + Math.log(this.#sum);
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

  /** The likeliest token; of equal ones the lowest id. */
  argmax(): number {
    let block = 0;
    while (block < this.#blocks.count - 1 && this.#blockMax(block) !== this.#max) block++;
    return block * blockSize + this.#exports.find(this.#rowAt + block * blockBytes, this.#blockLength(block), this.#max);
  }

  /** How many logits are strictly larger than the token's. */
  rank(token: number): number {
    return this.#exports.countAbove(this.#rowAt, this.#bytes, this.#row[token] as number);
  }

  moments(): Moments {
    if (this.#moments === null) this.#pass(this.#shift, true);
    return this.#moments as unknown as Moments;
  }

  /** The `count` likeliest tokens, likeliest first, equal ones by id; impossible tokens are left out. */
  likeliest(count: number): RankedToken[] {
    if (count <= 0) return [];
    const maxima = Array.from({ length: this.#blocks.count }, (_, i) => this.#blockMax(i));
    // As many blocks hold a logit of at least this much, so nothing below it is among the first `count`.
    const floor = maxima.length <= count ? -Infinity : (maxima.toSorted((a, b) => b - a)[count - 1] as number);
    const found: number[] = [];
    maxima.forEach((max, block) => {
      if (max < floor) return;
      for (let token = block * blockSize; token < Math.min(this.size, (block + 1) * blockSize); token++) {
        const logit = this.#row[token] as number;
        if (logit >= floor && logit !== -Infinity) found.push(token);
      }
    });
    const logit = (token: number): number => this.#row[token] as number;
    return found.sort((a, b) => logit(b) - logit(a) || a - b).slice(0, count).map((token) => ({ token, logprob: this.logprob(token) }));
  }

  /** The token at which the cumulative distribution of softmax(logits / temperature), in order of ids, passes `uniform`. */
  draw(temperature: number, uniform: number): { token: number; sampledLogprob: number } {
    const [notes, total, shift] = temperature === 1 ? [this.#blocks, this.#sum, this.#shift] : [this.#tempered, this.#temper(temperature), this.#max];
    const target = uniform * total;
    const weight = (token: number): number => Math.exp(((this.#row[token] as number) - shift) / temperature);
    const { block, before } = findBlock(notes, target);
    let sum = before;
    let chosen = -1;
    for (let token = block * blockSize; token < this.size; token++) {
      const last = sum;
      sum += weight(token);
      // The total was added up in single precision: where the exact sum ends below it, what weighs nothing must not be drawn.
      if (sum > last) chosen = token;
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
      for (let block = 0; block < this.#blocks.count; block++) {
        if (this.#blockMax(block) < limit) continue;
        for (let token = block * blockSize; token < Math.min(this.size, (block + 1) * blockSize); token++) {
          const logit = row[token] as number;
          if (logit >= limit) found.push({ token, weight: tempered(logit) });
        }
      }
      return found;
    };
    // What single precision rounds to nothing is no reason to look for it.
    const possible = this.#exports.countAbove(this.#rowAt, this.#bytes, max - 86 * temperature);
    return { total: this.#temper(temperature), possible, size: this.size, atLeast };
  }

  /** A number near the largest logit, and not above it: it depends on the row alone, so the sums do too. */
  #guessMax(): number {
    const apart = Math.max(1, Math.floor(this.#blocks.count / looks));
    let max = -Infinity;
    for (let block = 0; block < this.#blocks.count; block += apart) max = Math.max(max, this.#exports.max(this.#rowAt + block * blockBytes, this.#blockLength(block)));
    return max;
  }

  #pass(shift: number, wantMoments: boolean): void {
    this.#shift = shift;
    if (wantMoments) this.#exports.moments(this.#rowAt, this.#bytes, shift, this.#blocks.at, outAt);
    else this.#exports.sums(this.#rowAt, this.#bytes, shift, 1, this.#blocks.at, outAt);
    const [sum, max, first, second] = this.#out as unknown as [number, number, number, number];
    this.#sum = sum;
    this.#max = max;
    if (!wantMoments) return;
    const mean = first / sum;
    this.#moments = { entropy: Math.max(0, Math.log(sum) - mean), variance: Math.max(0, second / sum - mean * mean) };
  }

  /** Sum of e^((x - max) / temperature). */
  #temper(temperature: number): number {
    const notes = this.#tempered;
    if (notes.temperature !== temperature) {
      this.#exports.sums(this.#rowAt, this.#bytes, this.#max, Math.min(1 / temperature, steepest), notes.at, outAt);
      notes.temperature = temperature;
      notes.total = this.#out[0] as number;
    }
    return notes.total;
  }

  #blockMax(block: number): number {
    return this.#blocks.maxima[block * 4 + 2] as number;
  }

  #blockLength(block: number): number {
    return Math.min(blockBytes, this.#bytes - block * blockBytes);
  }
}

type BlockNotes = { readonly at: number; readonly count: number; readonly sums: Float64Array; readonly maxima: Float32Array };

function noteBlocks(buffer: ArrayBuffer, at: number, count: number): BlockNotes {
  return { at, count, sums: new Float64Array(buffer, at, count * 2), maxima: new Float32Array(buffer, at, count * 4) };
}

/** The block in which the running sum passes `target`, and the sum before it; the last block when it never does. */
function findBlock({ sums, count }: BlockNotes, target: number): { block: number; before: number } {
  let before = 0;
  for (let block = 0; block < count; block++) {
    const sum = before + (sums[block * 2] as number);
    if (sum > target) return { block, before };
    before = sum;
  }
  return { block: count, before };
}

let compiled: WebAssembly.Module | null = null;

function compile(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(readFileSync(new URL("softmax.wasm", import.meta.url)));
  return compiled;
}
