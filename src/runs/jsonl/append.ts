/** @module Appending to a file so that it holds whole lines or, after a crash, one torn last line. */
import { open } from "node:fs/promises";

/** Writes `text` at the end and waits until it is on disk; a write that fails half-way is taken back. `create` demands a new file. */
export async function appendDurably(path: string, text: string, create: boolean): Promise<void> {
  const file = await open(path, create ? "ax" : "a", 0o600);
  try {
    const { size } = await file.stat();
    try {
      await file.appendFile(text, "utf8");
      await file.datasync();
    } catch (error) {
      await file.truncate(size).catch(() => undefined);
      throw error;
    }
  } finally {
    await file.close();
  }
}
