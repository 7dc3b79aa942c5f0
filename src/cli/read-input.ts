/** @module Input from a file or, for `-`, from stdin. */
import { createReadStream } from "node:fs";
import { PremiseError } from "../errors/premise-error.ts";

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

/** All of a stream as UTF-8. */
export async function readText(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString("utf8");
}
