/** @module The part of a file that is fetched so far: grows on disk, hashed as it grows. */
import { createHash } from "node:crypto";
import { type FileHandle, open, statfs } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { PremiseError } from "../../errors/premise-error.ts";

export type WriteAt = (handle: FileHandle, chunk: Uint8Array, position: number) => Promise<void>;

export type PartFile = {
  /** Bytes on disk. */
  readonly length: () => number;
  /** @throws PremiseError `model/no-space`, with what was written before kept. */
  readonly append: (chunk: Uint8Array) => Promise<void>;
  /** Back to nothing. */
  readonly restart: () => Promise<void>;
  /** Hex sha256 of the bytes so far. */
  readonly digest: () => string;
  /** Waits until the bytes are on disk, and closes. */
  readonly close: () => Promise<void>;
};

/** Opens a part, or begins one; what is there already is read for its hash. One longer than `limit` is begun anew. */
export async function openPart(path: string, limit: number, writeAt: WriteAt = writeFully): Promise<PartFile> {
  const handle = await open(path, "a").then(async (created) => {
    await created.close();
    return open(path, "r+");
  });
  let length = 0;
  let hash = createHash("sha256");
  const restart = async (): Promise<void> => {
    await handle.truncate(0);
    length = 0;
    hash = createHash("sha256");
  };
  if ((await handle.stat()).size > limit) await restart();
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    length += chunk.length;
  }
  return {
    length: () => length,
    restart,
    digest: () => hash.copy().digest("hex"),
    append: async (chunk) => {
      await writeAt(handle, chunk, length).catch((cause: unknown) => {
        throw toSpaceError(cause, path);
      });
      hash.update(chunk);
      length += chunk.length;
    },
    close: async () => {
      await handle.truncate(length).catch(() => {});
      await handle.sync().catch(() => {});
      await handle.close();
    },
  };
}

/** A failure to write as an error of the table: no space, or not allowed. */
export function toSpaceError(cause: unknown, path: string): unknown {
  const { code, message } = cause as NodeJS.ErrnoException;
  const file = basename(path);
  const directory = dirname(path);
  if (code === "ENOSPC" || code === "EDQUOT") return new PremiseError("model/no-space", { file, directory, problem: code }, { cause });
  if (code === "EACCES" || code === "EPERM" || code === "EROFS" || code === "ENOTDIR") return new PremiseError("model/cannot-write", { directory, problem: message }, { cause });
  return cause;
}

/** Writes a whole chunk at a place: two writers of the same bytes do no harm to each other. */
export async function writeFully(handle: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

/** Bytes that may still be written in a directory; null when the file system does not tell. */
export async function freeBytes(directory: string): Promise<number | null> {
  const status = await statfs(directory).catch(() => null);
  return status === null || status.blocks === 0 ? null : status.bavail * status.bsize;
}
