/** @module Appending to a file so that it holds whole lines or, after a crash, one torn last line. */
import { open } from "node:fs/promises";

/**
 * Writes `text` behind the first `size` bytes and waits until it is on disk; a write that fails half-way is taken back, at the latest before the
 * next one. 0 demands a new file.
 * @returns the file's size afterwards.
 */
export async function appendDurably(path: string, text: string, size: number): Promise<number> {
  const file = await open(path, size === 0 ? "ax" : "a", 0o600);
  try {
    const found = (await file.stat()).size;
    if (found < size) throw new Error(`it has ${found} bytes, ${size} were written`);
    if (found > size) await file.truncate(size);
    try {
      await file.appendFile(text, "utf8");
      await file.datasync();
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
    return size + Buffer.byteLength(text);
  } finally {
    await file.close();
  }
}
