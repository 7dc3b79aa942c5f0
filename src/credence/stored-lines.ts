/** @module JSON lines that long work adds to: read strictly, written whole; a last line cut short by a crash is dropped. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { PremiseError } from "../errors/premise-error.ts";
import type { TextReading } from "./channels/reading.ts";

/** The whole lines, in order; none where there is no file. @throws PremiseError what `parse` throws. */
export function readStoredLines<T>(path: string, parse: (text: string, line: number) => T): T[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  return text.slice(0, text.lastIndexOf("\n") + 1).split("\n").flatMap((line, i) => (line === "" ? [] : [parse(line, i + 1)]));
}

/** @throws PremiseError `output/unwritable`. */
export function appendStoredLines(path: string, lines: readonly string[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    dropUnfinished(path);
    appendFileSync(path, lines.map((line) => `${line}\n`).join(""));
  } catch (error) {
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
}

/** @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function parseStoredLine<T>(schema: z.ZodType<T>, text: string, line: number): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PremiseError("input/not-json", { line, problem: (error as Error).message }, { cause: error });
  }
  const result = schema.safeParse(value);
  if (!result.success) throw new PremiseError("input/invalid-line", { line, problem: z.prettifyError(result.error).split("\n")[0] ?? "" });
  return result.data;
}

/** Numbers to so many decimals: more would say what two evaluations of one text do not agree on. */
export function toStoredLine(value: object, decimals: number): string {
  return JSON.stringify(value, (_, member: unknown) => (typeof member === "number" ? Number(member.toFixed(decimals)) : member));
}

type Hidden = TextReading["hidden"];

/** Mean states as they are stored: little-endian 32-bit floats in base 64. */
export const storedHidden = z.array(z.strictObject({ length: z.int(), mean: z.base64() }));

export function toStoredHidden(hidden: Hidden): z.infer<typeof storedHidden> {
  return hidden.map(({ length, mean }) => ({ length, mean: Buffer.from(mean.buffer, mean.byteOffset, mean.byteLength).toString("base64") }));
}

export function fromStoredHidden(hidden: z.infer<typeof storedHidden>): Hidden {
  return hidden.map(({ length, mean }) => ({ length, mean: toFloats(mean) }));
}

function toFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function dropUnfinished(path: string): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
}
