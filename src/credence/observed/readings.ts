/** @module Readings of labelled texts on disk, one JSON line a text: what one pass of one model tells of each. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { PremiseError } from "../../errors/premise-error.ts";
import type { TextReading } from "../channels/reading.ts";
import type { LabelledText } from "./labelled.ts";

const row = z.strictObject({
  key: z.string(),
  author: z.enum(["human", "ai"]),
  generator: z.string(),
  domain: z.string(),
  prompt: z.string(),
  tokens: z.int(),
  /** Nats, a token each, but for a first one with nothing before it. */
  logprob: z.array(z.number()),
  entropy: z.array(z.number()),
  variance: z.array(z.number()),
  rank: z.array(z.int()),
  /** Means up to each cut and of the whole: little-endian 32-bit floats in base 64. */
  hidden: z.array(z.strictObject({ length: z.int(), mean: z.base64() })),
});

/** A text's label and reading; the text itself stays where it came from. */
export type ObservedRow = Omit<LabelledText, "text"> & { readonly tokens: number; readonly reading: TextReading };

/** Rows by the text's key; a last line cut short by a crash is dropped. @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function readObserved(path: string): Map<string, ObservedRow> {
  if (!existsSync(path)) return new Map();
  const text = readFileSync(path, "utf8");
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return new Map(lines.flatMap((line, i) => (line === "" ? [] : [parseRow(line, i + 1)])).map((each) => [each.key, each]));
}

/** @throws PremiseError `output/unwritable`. */
export function appendObserved(path: string, rows: readonly ObservedRow[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    dropUnfinished(path);
    appendFileSync(path, rows.map((each) => `${toLine(each)}\n`).join(""));
  } catch (error) {
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
}

function parseRow(line: string, number: number): ObservedRow {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new PremiseError("input/not-json", { line: number, problem: (error as Error).message }, { cause: error });
  }
  const result = row.safeParse(value);
  if (!result.success) throw new PremiseError("input/invalid-line", { line: number, problem: z.prettifyError(result.error).split("\n")[0] ?? "" });
  const { logprob, entropy, variance, rank, hidden, ...label } = result.data;
  return { ...label, reading: { logprob, entropy, variance, rank, hidden: hidden.map(({ length, mean }) => ({ length, mean: toFloats(mean) })) } };
}

function toLine({ reading, ...label }: ObservedRow): string {
  const { logprob, entropy, variance, rank } = reading;
  const hidden = reading.hidden.map(({ length, mean }) => ({ length, mean: Buffer.from(mean.buffer, mean.byteOffset, mean.byteLength).toString("base64") }));
  // Five decimals of a nat are below what two evaluations of one text agree to.
  return JSON.stringify({ ...label, logprob, entropy, variance, rank, hidden }, (_, value: unknown) => (typeof value === "number" ? Number(value.toFixed(5)) : value));
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
