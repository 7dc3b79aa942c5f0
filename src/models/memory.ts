/** @module How much memory a model will take, estimated from its file before it is loaded. */
import { readFileSync } from "node:fs";
import { arch } from "node:os";
import type { Gguf, GgufTensor } from "./gguf.ts";

/** What a model is loaded for. */
export type MemoryShape = {
  /** Cells of the cache: one a token. */
  readonly cells: number;
  readonly batchTokens: number;
  /** Most tokens of one batch whose logits are wanted. */
  readonly outputs: number;
};

/** Bytes of each part; `total` is their sum, in resident memory beside what Node takes without a model. */
export type MemoryEstimate = {
  /** Of the file, mapped. */
  readonly weights: number;
  /** Copies of weights in the order that this processor's kernels read. */
  readonly repacked: number;
  readonly vocabulary: number;
  /** Keys and values as 32-bit floats. */
  readonly cache: number;
  /** What evaluating a batch needs, and the logits that it leaves. */
  readonly batches: number;
  readonly total: number;
};

/** `ggml_type`s that are repacked: Q4_0, Q2_K, Q4_K, IQ4_NL, MXFP4; on ARM also Q8_0, Q5_K, Q6_K. Source: repack.cpp of llama.cpp. */
const repackedTypes: ReadonlySet<number> = new Set([2, 10, 12, 20, 39, ...(arch() === "arm64" ? [8, 13, 14] : [])]);
/** Where the processor has matrix tiles (AMX) also Q4_1, Q8_0, Q5_K, Q6_K, IQ4_XS. Source: ggml-cpu/amx of llama.cpp. */
const tiledTypes: ReadonlySet<number> = new Set([3, 8, 13, 14, 23]);
/** Measured for the two default models. */
const bytesPerToken = 170;
const bytesPerMerge = 180;
const cellsPerBlock = 256;
const float = 4;

/** For the default models what is resident differs from it by 2 % (by 4 % where the processor has matrix tiles); a model whose layers share a cache needs less. The thread around a model comes on top, and what a deterministic one remembers (128 MiB at most). */
export function estimateMemory(gguf: Gguf, shape: MemoryShape, matrixTiles = hasMatrixTiles()): MemoryEstimate {
  const tensors = [...gguf.tensors];
  const parts = {
    weights: sum(tensors.map(([, { bytes }]) => bytes)),
    repacked: sum(tensors.map(([name, tensor]) => (isRepacked(name, tensor, gguf, matrixTiles) ? tensor.bytes : 0))),
    vocabulary: bytesPerToken * (gguf.vocabularySize ?? 0) + bytesPerMerge * readLength(gguf, "tokenizer.ggml.merges"),
    cache: Math.ceil(shape.cells / cellsPerBlock) * cellsPerBlock * countCached(gguf) * float,
    batches: estimateBatches(gguf, shape),
  };
  return { ...parts, total: sum(Object.values(parts)) };
}

/** Matrices that are multiplied with; an embedding is only looked up, unless it gives the outputs too. */
function isRepacked(name: string, { type, shape }: GgufTensor, { tensors }: Gguf, matrixTiles: boolean): boolean {
  const isLookedUp = name === "token_embd.weight" && tensors.has("output.weight");
  return (repackedTypes.has(type) || (matrixTiles && tiledTypes.has(type))) && shape.length >= 2 && (shape[1] ?? 0) % 8 === 0 && !isLookedUp;
}

/** As Linux tells it; elsewhere no build uses them. */
function hasMatrixTiles(): boolean {
  try {
    return arch() === "x64" && /\bamx_int8\b/.test(readFileSync("/proc/cpuinfo", "utf8"));
  } catch {
    return false;
  }
}

/** Keys and values that one token leaves, in all layers. */
function countCached(gguf: Gguf): number {
  const rows = (name: string): number | null => gguf.tensors.get(name)?.shape[1] ?? null;
  const width = readNumber(gguf, "embedding_length") ?? 0;
  const layers = Array.from({ length: readNumber(gguf, "block_count") ?? 0 }, (_, i) => {
    const [keys, all] = [rows(`blk.${i}.attn_k.weight`), rows(`blk.${i}.attn_qkv.weight`)];
    if (keys !== null) return keys + (rows(`blk.${i}.attn_v.weight`) ?? keys);
    return all === null ? 2 * width : Math.max(0, all - width);
  });
  return sum(layers);
}

/** The larger of what attention and what the outputs need, since they use the same memory one after the other; and the outputs' copy. */
function estimateBatches(gguf: Gguf, { cells, batchTokens, outputs }: MemoryShape): number {
  const width = readNumber(gguf, "embedding_length") ?? 0;
  const heads = readNumber(gguf, "attention.head_count") ?? width / 64;
  const forward = readNumber(gguf, "feed_forward_length") ?? 4 * width;
  const attention = batchTokens * (cells * (heads + 1) + 3 * width + forward) * float;
  const logits = outputs * (gguf.vocabularySize ?? 0) * float;
  return Math.max(attention, logits) + logits;
}

function readNumber({ metadata, architecture }: Gguf, key: string): number | null {
  const value = metadata.get(`${architecture}.${key}`);
  return typeof value === "number" ? value : null;
}

function readLength({ metadata }: Gguf, key: string): number {
  const value = metadata.get(key);
  return typeof value === "object" ? value.length : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
