/** @module The metadata of a GGUF header: keys with typed values. */
import type { Complain, Cursor } from "./cursor.ts";

/** Arrays (vocabularies, mostly) are walked over, not kept. */
export type GgufArray = { readonly kind: "array"; readonly length: number };
export type GgufValue = string | number | bigint | boolean | GgufArray;

export type GgufMetadata = {
  readonly values: ReadonlyMap<string, GgufValue>;
  /** The format's number for the type of each value: 4 is u32, 6 f32, 8 text. */
  readonly types: ReadonlyMap<string, number>;
};

const longestText = 1 << 24;

export function readMetadata(cursor: Cursor, complain: Complain): GgufMetadata {
  const values = new Map<string, GgufValue>();
  const types = new Map<string, number>();
  for (let left = cursor.count("metadata entries", 13); left > 0; left--) {
    const key = readText(cursor, complain);
    if (values.has(key)) complain(`its metadata has "${key.slice(0, 60)}" twice`);
    const type = cursor.u32();
    types.set(key, type);
    values.set(key, readValue(cursor, type, complain));
  }
  return { values, types };
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

/** `general.alignment`, in bytes. */
export function readAlignment(metadata: ReadonlyMap<string, GgufValue>, complain: Complain): number {
  const value = metadata.get("general.alignment") ?? 32;
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1 << 20 && (value & (value - 1)) === 0) return value;
  return complain("its general.alignment is no power of two");
}
