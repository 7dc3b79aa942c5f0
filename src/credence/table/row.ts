/** @module One drawn text of a table: who was predicted when it was drawn, and what every context says of its tokens. */
import * as z from "zod";
import { PremiseError } from "../../errors/premise-error.ts";
import type { TextReading } from "../channels/reading.ts";

/** The premise's own document among the contexts. */
export const humanContext = "h";

const row = z.strictObject({
  table: z.literal(1),
  /** Names the job that drew it: a table that is drawn on has it once. */
  key: z.string(),
  premise: z.string(),
  question: z.string(),
  /** `h`, or the contrast under which the text was drawn. */
  drawn: z.string(),
  end: z.enum(["stop", "end-of-text", "length"]),
  tokens: z.array(z.int()),
  /** Nats, a token each, after the document of each context. */
  logprobs: z.record(z.string(), z.array(z.number())),
  entropy: z.array(z.number()),
  variance: z.array(z.number()),
  rank: z.array(z.number()),
  hidden: z.array(z.strictObject({ length: z.int(), mean: z.string() })),
});

type Stored = z.infer<typeof row>;
export type TableRow = Omit<Stored, "table" | "hidden"> & { readonly hidden: TextReading["hidden"] };

export function toLine({ hidden, ...rest }: TableRow): string {
  const stored = { table: 1, ...rest, hidden: hidden.map(({ length, mean }) => ({ length, mean: Buffer.from(mean.buffer, mean.byteOffset, mean.byteLength).toString("base64") })) };
  // Six decimals of a nat are below what two evaluations of one text agree to.
  return JSON.stringify(stored, (_, value: unknown) => (typeof value === "number" ? Number(value.toFixed(6)) : value));
}

/** @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function parseLine(text: string, line: number): TableRow {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PremiseError("input/not-json", { line, problem: (error as Error).message }, { cause: error });
  }
  const result = row.safeParse(value);
  if (!result.success) throw new PremiseError("input/invalid-line", { line, problem: z.prettifyError(result.error).split("\n")[0] ?? "" });
  const { table: _table, hidden, ...rest } = result.data;
  return { ...rest, hidden: hidden.map(({ length, mean }) => ({ length, mean: toFloats(mean) })) };
}

function toFloats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}
