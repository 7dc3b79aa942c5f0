/** @module Streams one member out of a zip file (a wheel), stored or deflated. */
import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { PassThrough, pipeline } from "node:stream";
import { createInflateRaw } from "node:zlib";

export type ZipMember = {
  /** Length, unpacked. */
  readonly bytes: number;
  /** The member's bytes; rejects when they are damaged. */
  readonly read: (signal: AbortSignal) => AsyncIterable<Buffer>;
};

type Directory = { readonly offset: number; readonly bytes: number; readonly entries: number };
type Entry = { readonly method: number; readonly packed: number; readonly bytes: number; readonly header: number };

/** null when the file is no whole zip file, or has no such member. Source: PKWARE APPNOTE 6.3.10, without zip64 and encryption. */
export async function openZipMember(path: string, name: string): Promise<ZipMember | null> {
  const handle = await open(path, "r").catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    const directory = await findDirectory(handle, size);
    const entry = directory === null ? null : findEntry(await readAt(handle, directory.offset, directory.bytes), directory.entries, name);
    if (entry === null) return null;
    const start = await findData(handle, entry);
    if (start === null || start + entry.packed > size) return null;
    return { bytes: entry.bytes, read: (signal) => readMember(path, start, entry, signal) };
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await handle.read(buffer, 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

/** The end record is the last thing in the file but for a comment of up to 64 KiB. */
async function findDirectory(handle: FileHandle, size: number): Promise<Directory | null> {
  const start = Math.max(0, size - 65_557);
  const tail = await readAt(handle, start, size - start);
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (at < 0 || at + 22 > tail.length) return null;
  const directory = { entries: tail.readUInt16LE(at + 10), bytes: tail.readUInt32LE(at + 12), offset: tail.readUInt32LE(at + 16) };
  return directory.offset + directory.bytes > size ? null : directory;
}

function findEntry(directory: Buffer, entries: number, name: string): Entry | null {
  let at = 0;
  for (let left = entries; left > 0 && at + 46 <= directory.length; left--) {
    if (directory.readUInt32LE(at) !== 0x02014b50) return null;
    const nameLength = directory.readUInt16LE(at + 28);
    if (directory.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      const encrypted = (directory.readUInt16LE(at + 8) & 1) === 1;
      const entry = { method: directory.readUInt16LE(at + 10), packed: directory.readUInt32LE(at + 20), bytes: directory.readUInt32LE(at + 24), header: directory.readUInt32LE(at + 42) };
      return encrypted || (entry.method !== 0 && entry.method !== 8) || entry.packed === 0xffffffff ? null : entry;
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return null;
}

async function findData(handle: FileHandle, entry: Entry): Promise<number | null> {
  const header = await readAt(handle, entry.header, 30);
  if (header.length < 30 || header.readUInt32LE(0) !== 0x04034b50) return null;
  return entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
}

async function* readMember(path: string, start: number, entry: Entry, signal: AbortSignal): AsyncIterable<Buffer> {
  if (entry.packed === 0) return;
  const packed = createReadStream(path, { start, end: start + entry.packed - 1, highWaterMark: 1 << 20, signal });
  const unpacked = entry.method === 8 ? createInflateRaw({ chunkSize: 1 << 18 }) : new PassThrough();
  // An error of either stream reaches the reader through the last one.
  pipeline(packed, unpacked, () => {});
  yield* unpacked as AsyncIterable<Buffer>;
}
