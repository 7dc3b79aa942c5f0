/** @module What was measured, as data: by model and part, so that a run of one leaves the others as they are. */
import type { Free } from "./parts/free.ts";
import type { Gate } from "./parts/gate.ts";
import type { Robustness } from "./parts/robustness.ts";
import type { Truth } from "./parts/truth.ts";
import type { Tables } from "./tables.ts";
import { batchOf } from "./texts.ts";

/** The table that a part was computed from. */
export type Head = { readonly date: string; readonly seed: number; readonly wordings: number; readonly rows: number; readonly batches: number; readonly premises: number; readonly questions: number };

type From = { readonly table: Head };

export type ModelParts = {
  readonly truth?: From & Truth;
  readonly robustness?: From & Robustness;
  readonly free?: From & Free;
  readonly gate?: From & Gate;
};

export type Report = Readonly<Record<string, ModelParts>>;

export function headOf({ plain }: Tables, { date, seed, wordings }: Pick<Head, "date" | "seed" | "wordings">): Head {
  const count = (of: (row: Tables["plain"][number]) => string): number => new Set(plain.map(of)).size;
  return { date, seed, wordings, rows: plain.length, batches: count(batchOf), premises: count(({ premise }) => premise), questions: count(({ question }) => question) };
}
