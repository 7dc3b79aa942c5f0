/** @module The list of tensors in a GGUF header. */
import type { Complain, Cursor } from "./cursor.ts";
import { tensorLayouts } from "./types.ts";

export type GgufTensor = {
  /** Lengths of its dimensions, the fastest first: a matrix has [columns, rows]. */
  readonly shape: readonly number[];
  /** Number of its `ggml_type`: 0 is F32. */
  readonly type: number;
  /** From the start of the data part. */
  readonly offset: number;
  /** 0 when the type is not known. */
  readonly bytes: number;
};

const longestTensorName = 1 << 10;

/** By name, in the file's order. */
export function readTensors(cursor: Cursor, count: number, alignment: number, complain: Complain): ReadonlyMap<string, GgufTensor> {
  const tensors = new Map<string, GgufTensor>();
  for (let left = count; left > 0; left--) {
    const nameBytes = cursor.count("bytes of text", 1);
    if (nameBytes > longestTensorName) complain(`it has a tensor with a name of ${nameBytes} bytes`);
    const name = cursor.take(nameBytes).toString("utf8");
    if (tensors.has(name)) complain(`it has two tensors named "${name.slice(0, 60)}"`);
    tensors.set(name, readTensor(cursor, alignment, complain));
  }
  return tensors;
}

function readTensor(cursor: Cursor, alignment: number, complain: Complain): GgufTensor {
  const dimensions = cursor.u32();
  if (dimensions > 4) complain(`it has a tensor of ${dimensions} dimensions`);
  const lengths = Array.from({ length: dimensions }, () => cursor.u64());
  const values = lengths.reduce((product, length) => product * length, 1n);
  const type = cursor.u32();
  const layout = tensorLayouts.get(type);
  const offset = cursor.u64();
  if (offset % BigInt(alignment) !== 0n) complain("it has a tensor that is not aligned");
  if (layout !== undefined && values % BigInt(layout.values) !== 0n) complain("it has a tensor whose length does not fit its type");
  const bytes = layout === undefined ? 0n : (values / BigInt(layout.values)) * BigInt(layout.bytes);
  if (offset + bytes > BigInt(Number.MAX_SAFE_INTEGER)) complain("it claims more data than any file holds");
  return { shape: lengths.map(Number), type, offset: Number(offset), bytes: Number(bytes) };
}
