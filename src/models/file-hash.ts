/** @module sha256 of files, remembered by path, length and time of change so that a fingerprint does not cost seconds at every start. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readFile, realpath, rename, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { PremiseError } from "../errors/premise-error.ts";

export type HashOptions = {
  /** Our cache directory. */
  readonly cache: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number, total: number) => void;
  /** Read the file even where its hash is remembered. */
  readonly fresh?: boolean;
};

const memory = z.record(z.string(), z.object({ bytes: z.number(), changed: z.number(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }));
type Memory = z.infer<typeof memory>;

/**
 * Hex sha256 of a file.
 * @throws PremiseError `input/unreadable`, `interrupted`.
 */
export async function hashFile(path: string, options: HashOptions): Promise<string> {
  try {
    const real = await realpath(path);
    const { size, mtimeMs } = await stat(real);
    const known = (await recall(options.cache))[real];
    if (options.fresh !== true && known?.bytes === size && known.changed === mtimeMs) return known.sha256;
    const sha256 = await readHash(real, size, options);
    await rememberHash(real, sha256, options.cache);
    return sha256;
  } catch (cause) {
    if (options.signal?.aborted === true) throw new PremiseError("interrupted", {}, { cause });
    throw new PremiseError("input/unreadable", { path, problem: (cause as Error).message }, { cause });
  }
}

/** Notes the hash of a file that was just checked. A cache that cannot be written is no failure. */
export async function rememberHash(path: string, sha256: string, cache: string): Promise<void> {
  try {
    const real = await realpath(path);
    const { size, mtimeMs } = await stat(real);
    const known = { ...(await recall(cache)), [real]: { bytes: size, changed: mtimeMs, sha256 } };
    const file = memoryFile(cache);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.${process.pid}.tmp`, JSON.stringify(known));
    await rename(`${file}.${process.pid}.tmp`, file);
  } catch {
    // Only speed is lost.
  }
}

async function readHash(path: string, total: number, options: HashOptions): Promise<string> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20, signal: options.signal }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    options.onProgress?.(bytes, total);
  }
  return hash.digest("hex");
}

async function recall(cache: string): Promise<Memory> {
  try {
    return memory.parse(JSON.parse(await readFile(memoryFile(cache), "utf8")));
  } catch {
    return {};
  }
}

function memoryFile(cache: string): string {
  return join(cache, "file-hashes.json");
}
