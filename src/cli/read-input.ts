/** @module Input from a file or, for `-`, from stdin. */
import { createReadStream } from "node:fs";
import { addAbortSignal, type Readable } from "node:stream";
import { PremiseError } from "../errors/premise-error.ts";
import type { Io } from "./io.ts";

/** The bytes of a file as they are read. @throws PremiseError `input/unreadable`, when they are. */
export async function* readBytes(path: string): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const known: Record<string, string> = { ENOENT: "there is no such file", EISDIR: "it is a folder", EACCES: "no permission" };
    throw new PremiseError("input/unreadable", { path, problem: known[code ?? ""] ?? message }, { cause: error });
  }
}

/** The bytes of stdin as they come; rejects when the command is stopped, even while nothing comes. */
export async function* readStdin({ stdin, signal }: Pick<Io, "stdin" | "signal">): AsyncIterable<Uint8Array> {
  for await (const chunk of addAbortSignal(signal, stdin as Readable)) yield typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array);
}

/** All of stdin as text, without a byte order mark. @throws PremiseError `input/unreadable` when it is not UTF-8. */
export async function readText(io: Pick<Io, "stdin" | "signal">): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readStdin(io)) chunks.push(chunk);
  return decode(Buffer.concat(chunks), "stdin");
}

/** All of a file as text, without a byte order mark. @throws PremiseError `input/unreadable`, also when it is not UTF-8. */
export async function readTextFile(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of readBytes(path)) chunks.push(chunk);
  return decode(Buffer.concat(chunks), path);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new PremiseError("input/unreadable", { path, problem: "its bytes are not UTF-8" }, { cause });
  }
}
