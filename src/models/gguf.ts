/** @module Reads the header of a GGUF file (versions 2 and 3) and tells whether the file is whole, without loading the model. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { PremiseError } from "../errors/premise-error.ts";
import { type Complain, Cursor } from "./gguf/cursor.ts";
import { nameFileType, tensorLayouts } from "./gguf/types.ts";

/** Arrays (vocabularies, mostly) are walked over, not kept. */
export type GgufArray = { readonly kind: "array"; readonly length: number };
export type GgufValue = string | number | bigint | boolean | GgufArray;

export type Gguf = {
  readonly version: number;
  readonly tensorCount: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly bytes: number;
  readonly architecture: string;
  /** `general.name`, or null. */
  readonly name: string | null;
  readonly quantization: string;
  readonly contextTokens: number | null;
  /** null when the file does not say how large its vocabulary is. */
  readonly vocabularySize: number | null;
  /** Whether the file asks for a BOS token before a document; null when it does not say. */
  readonly addBos: boolean | null;
  readonly hasChatTemplate: boolean;
};

const longestText = 1 << 24;
const longestTensorName = 1 << 10;

/**
 * Reads and checks the header; a file shorter than its tensors need is refused.
 * @throws PremiseError `model/unreadable`.
 * Source: the GGUF specification (ggml, docs/gguf.md).
 */
export function readGguf(path: string): Gguf {
  const complain: Complain = (problem) => {
    throw new PremiseError("model/unreadable", { path, problem });
  };
  const descriptor = open(path, complain);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) complain("it is not a file");
    return readHeader(new Cursor(descriptor, status.size, complain), complain);
  } finally {
    closeSync(descriptor);
  }
}

function open(path: string, complain: Complain): number {
  try {
    return openSync(path, "r");
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    return complain(code === "ENOENT" ? "there is no such file" : code === "EACCES" ? "it may not be read" : message);
  }
}

function readHeader(cursor: Cursor, complain: Complain): Gguf {
  if (cursor.length === 0) complain("it is empty");
  if (cursor.length < 4 || cursor.take(4).toString("latin1") !== "GGUF") complain("it does not begin with GGUF");
  if (cursor.length < 24) complain(`it is cut short: ${cursor.length} bytes`);
  const version = cursor.u32();
  if (version === 0x02000000 || version === 0x03000000) complain("it is big-endian");
  if (version !== 2 && version !== 3) complain(`its GGUF version is ${version}, known are 2 and 3`);
  const tensorCount = cursor.count("tensors", 24);
  const metadata = readMetadata(cursor, complain);
  const alignment = readAlignment(metadata, complain);
  const needed = readTensors(cursor, tensorCount, alignment, complain);
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  const whole = needed === 0 ? cursor.position : dataStart + needed;
  if (cursor.length < whole) complain(`it is cut short: ${cursor.length} bytes of ${whole}`);
  return { version, tensorCount, metadata, bytes: cursor.length, ...summarise(metadata, complain) };
}

function readMetadata(cursor: Cursor, complain: Complain): Map<string, GgufValue> {
  const metadata = new Map<string, GgufValue>();
  for (let left = cursor.count("metadata entries", 13); left > 0; left--) {
    const key = readText(cursor, complain);
    if (metadata.has(key)) complain(`its metadata has "${key.slice(0, 60)}" twice`);
    metadata.set(key, readValue(cursor, cursor.u32(), complain));
  }
  return metadata;
}

function readText(cursor: Cursor, complain: Complain): string {
  const bytes = cursor.count("bytes of text", 1);
  if (bytes > longestText) complain(`it has a text of ${bytes} bytes in its header`);
  return cursor.take(bytes).toString("utf8");
}

/** Bytes of the scalar metadata types, by number; 8 is text and 9 an array. */
const scalarBytes: ReadonlyMap<number, number> = new Map([[0, 1], [1, 1], [2, 2], [3, 2], [4, 4], [5, 4], [6, 4], [7, 1], [10, 8], [11, 8], [12, 8]]);

function readValue(cursor: Cursor, type: number, complain: Complain): GgufValue {
  if (type === 8) return readText(cursor, complain);
  if (type === 9) return { kind: "array", length: skipArray(cursor, complain, 0) };
  const bytes = cursor.take(scalarBytes.get(type) ?? complain(`its metadata has the unknown type ${type}`));
  switch (type) {
    case 0: return bytes.readUInt8();
    case 1: return bytes.readInt8();
    case 2: return bytes.readUInt16LE();
    case 3: return bytes.readInt16LE();
    case 4: return bytes.readUInt32LE();
    case 5: return bytes.readInt32LE();
    case 6: return bytes.readFloatLE();
    case 7: return bytes.readUInt8() !== 0;
    case 10: return narrow(bytes.readBigUInt64LE());
    case 11: return narrow(bytes.readBigInt64LE());
    default: return bytes.readDoubleLE();
  }
}

function skipArray(cursor: Cursor, complain: Complain, depth: number): number {
  if (depth > 3) complain("its metadata has arrays in arrays too deep to be a model's");
  const type = cursor.u32();
  const scalar = scalarBytes.get(type);
  if (scalar !== undefined) {
    const length = cursor.count("array values", scalar);
    cursor.skip(length * scalar);
    return length;
  }
  if (type !== 8 && type !== 9) complain(`its metadata has an array of the unknown type ${type}`);
  const length = cursor.count("array values", type === 8 ? 8 : 12);
  for (let left = length; left > 0; left--) {
    if (type === 8) cursor.skip(cursor.count("bytes of text", 1));
    else skipArray(cursor, complain, depth + 1);
  }
  return length;
}

function narrow(value: bigint): number | bigint {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function readAlignment(metadata: ReadonlyMap<string, GgufValue>, complain: Complain): number {
  const value = metadata.get("general.alignment") ?? 32;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1 << 20 && (value & (value - 1)) === 0) return value;
  return complain("its general.alignment is no power of two");
}

/** Bytes that the data part must at least have; tensors of unknown types count with their offset only. */
function readTensors(cursor: Cursor, count: number, alignment: number, complain: Complain): number {
  let needed = 0n;
  for (let left = count; left > 0; left--) {
    const nameBytes = cursor.count("bytes of text", 1);
    if (nameBytes > longestTensorName) complain(`it has a tensor with a name of ${nameBytes} bytes`);
    cursor.skip(nameBytes);
    const dimensions = cursor.u32();
    if (dimensions > 4) complain(`it has a tensor of ${dimensions} dimensions`);
    let values = 1n;
    for (let d = 0; d < dimensions; d++) values *= cursor.u64();
    const layout = tensorLayouts.get(cursor.u32());
    const offset = cursor.u64();
    if (offset % BigInt(alignment) !== 0n) complain("it has a tensor that is not aligned");
    if (layout !== undefined && values % BigInt(layout.values) !== 0n) complain("it has a tensor whose length does not fit its type");
    const end = offset + (layout === undefined ? 0n : (values / BigInt(layout.values)) * BigInt(layout.bytes));
    if (end > needed) needed = end;
  }
  if (needed > BigInt(Number.MAX_SAFE_INTEGER)) complain("it claims more data than any file holds");
  return Number(needed);
}

function summarise(metadata: ReadonlyMap<string, GgufValue>, complain: Complain): Omit<Gguf, "version" | "tensorCount" | "metadata" | "bytes"> {
  const text = (key: string): string | null => {
    const value = metadata.get(key);
    return typeof value === "string" ? value : null;
  };
  const number = (key: string): number | null => {
    const value = metadata.get(key);
    return typeof value === "number" ? value : null;
  };
  const architecture = text("general.architecture") ?? complain("its metadata names no general.architecture");
  const tokens = metadata.get("tokenizer.ggml.tokens");
  const addBos = metadata.get("tokenizer.ggml.add_bos_token");
  const fileType = number("general.file_type");
  return {
    architecture,
    name: text("general.name"),
    quantization: fileType === null ? "unknown" : nameFileType(fileType),
    contextTokens: number(`${architecture}.context_length`),
    vocabularySize: typeof tokens === "object" ? tokens.length : number(`${architecture}.vocab_size`),
    addBos: typeof addBos === "boolean" ? addBos : null,
    hasChatTemplate: metadata.has("tokenizer.chat_template"),
  };
}
