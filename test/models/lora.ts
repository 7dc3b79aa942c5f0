/** @module LoRA adapters for tests: made from a seed, and merged into a model's file without llama.cpp. */
import { closeSync, copyFileSync, openSync, readSync, writeFileSync, writeSync } from "node:fs";
import { type GgufTensor, readGguf } from "../../src/models/gguf.ts";
import { createRandom, type Random } from "../../src/random/seeded.ts";
import { makeGguf, type TinyTensor } from "./tiny-gguf.ts";

export type LoraPair = { readonly weight: string; readonly a: TinyTensor; readonly b: TinyTensor };
export type Lora = { readonly rank: number; readonly alpha: number; readonly architecture: string; readonly pairs: readonly LoraPair[] };

/** Pairs for the named weights of the model at `path`; values are uniform within `size` of 0. */
export function makeLora(path: string, weights: readonly string[], { rank = 4, alpha = 8, seed = 1, size = 0.05 } = {}): Lora {
  const model = readGguf(path);
  const random = createRandom(seed);
  const pairs = weights.map((weight): LoraPair => {
    const [columns = 0, rows = 0] = model.tensors.get(weight)?.shape ?? [];
    return { weight, a: drawMatrix(random, [columns, rank], size), b: drawMatrix(random, [rank, rows], size) };
  });
  return { rank, alpha, architecture: model.architecture, pairs };
}

function drawMatrix(random: Random, shape: readonly [number, number], size: number): TinyTensor {
  return { shape, values: Float32Array.from({ length: shape[0] * shape[1] }, () => (2 * random.uniform() - 1) * size) };
}

/** The file as convert_lora_to_gguf.py of llama.cpp writes it. */
export function renderLora(lora: Lora): Buffer {
  return makeGguf({
    metadata: { "general.architecture": lora.architecture, "general.type": "adapter", "adapter.type": "lora", "adapter.lora.alpha": { float32: lora.alpha } },
    tensors: Object.fromEntries(lora.pairs.flatMap(({ weight, a, b }) => [[`${weight}.lora_a`, a], [`${weight}.lora_b`, b]])),
  });
}

export function writeLora(path: string, lora: Lora): void {
  writeFileSync(path, renderLora(lora));
}

/** Copies a model of 32-bit floats with W + scale * (alpha / rank) * B A in place of each W. */
export function mergeLora(source: string, target: string, lora: Lora, scale: number): void {
  copyFileSync(source, target);
  const { tensors, dataStart } = readGguf(target);
  const file = openSync(target, "r+");
  try {
    for (const pair of lora.pairs) addProduct(file, dataStart, tensors.get(pair.weight), pair, (scale * lora.alpha) / lora.rank);
  } finally {
    closeSync(file);
  }
}

function addProduct(file: number, dataStart: number, tensor: GgufTensor | undefined, { weight, a, b }: LoraPair, factor: number): void {
  const [columns, rank] = a.shape as [number, number];
  const [, rows] = b.shape as [number, number];
  if (tensor?.type !== 0 || tensor.bytes !== columns * rows * 4) throw new Error(`${weight} is not a matrix of 32-bit floats of the pair's size`);
  const values = new Float32Array(columns * rows);
  readSync(file, values, 0, tensor.bytes, dataStart + tensor.offset);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < rank; k++) {
      const each = factor * (b.values[row * rank + k] ?? 0);
      for (let column = 0; column < columns; column++) values[row * columns + column] = (values[row * columns + column] ?? 0) + each * (a.values[k * columns + column] ?? 0);
    }
  }
  writeSync(file, values, 0, tensor.bytes, dataStart + tensor.offset);
}
