/** @module One drawn text of a table: who was predicted when it was drawn, and what every context says of its tokens. */
import * as z from "zod";
import type { TextReading } from "../channels/reading.ts";
import { fromStoredHidden, parseStoredLine, storedHidden, toStoredHidden, toStoredLine } from "../stored-lines.ts";

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
  hidden: storedHidden,
});

type Stored = z.infer<typeof row>;
export type TableRow = Omit<Stored, "table" | "hidden"> & { readonly hidden: TextReading["hidden"] };

export function toLine({ hidden, ...rest }: TableRow): string {
  return toStoredLine({ table: 1, ...rest, hidden: toStoredHidden(hidden) }, 6);
}

/** @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function parseLine(text: string, line: number): TableRow {
  const { table: _table, hidden, ...rest } = parseStoredLine(row, text, line);
  return { ...rest, hidden: fromStoredHidden(hidden) };
}
