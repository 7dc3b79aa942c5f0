/** @module Reads the header of a GGUF file (versions 2 and 3) and tells whether the file is whole, without loading the model. */
import { closeSync, fstatSync, openSync } from "node:fs";
import { PremiseError } from "../errors/premise-error.ts";
import { type Complain, Cursor } from "./gguf/cursor.ts";
import { type GgufMetadata, type GgufValue, readAlignment, readMetadata } from "./gguf/metadata.ts";
import { type GgufTensor, readTensors } from "./gguf/tensors.ts";
import { nameFileType } from "./gguf/types.ts";

export type { GgufArray, GgufValue } from "./gguf/metadata.ts";
export type { GgufTensor } from "./gguf/tensors.ts";

export type Gguf = {
  readonly version: number;
  readonly tensorCount: number;
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly metadataTypes: GgufMetadata["types"];
  readonly tensors: ReadonlyMap<string, GgufTensor>;
  /** Where in the file the data part begins; a tensor's `offset` counts from there. */
  readonly dataStart: number;
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
  const { values: metadata, types: metadataTypes } = readMetadata(cursor, complain);
  const alignment = readAlignment(metadata, complain);
  const tensors = readTensors(cursor, tensorCount, alignment, complain);
  const dataStart = Math.ceil(cursor.position / alignment) * alignment;
  const needed = [...tensors.values()].reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0);
  const whole = needed === 0 ? cursor.position : dataStart + needed;
  if (cursor.length < whole) complain(`it is cut short: ${cursor.length} bytes of ${whole}`);
  return { version, tensorCount, metadata, metadataTypes, tensors, dataStart, bytes: cursor.length, ...summarise(metadata, complain) };
}

function summarise(metadata: ReadonlyMap<string, GgufValue>, complain: Complain): Omit<Gguf, "version" | "tensorCount" | "metadata" | "metadataTypes" | "tensors" | "dataStart" | "bytes"> {
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
