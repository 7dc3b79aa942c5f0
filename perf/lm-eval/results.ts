/** @module What was measured, as data: a row a model and way, so that a run of some leaves the others as they are. */
import type { CannotMeasure, Estimate } from "../../src/protocol/results.ts";
import type { Agreement, Form } from "../../test/clients/lm-eval/agreement.ts";
import type { Machine } from "../engine/machine.ts";

export type Weights = "published" | "widened";
export type Mode = "deterministic" | "fast";

type Measured = { readonly model: string; readonly date: string; readonly machine: Machine; readonly threads: number; readonly questions: number };

export type AgreementRow = Measured & { readonly weights: Weights; readonly mode: Mode; readonly form: Form } & Agreement;

/** `ratio`: seconds of the peer over seconds of ours; both of the whole process of lm-eval. */
export type SpeedRow = Measured & { readonly way: string; readonly pairs: number; readonly choices: number; readonly ratio: Estimate | CannotMeasure; readonly seconds: { readonly ours: number; readonly theirs: number } };

export type Results = { readonly agreement: readonly AgreementRow[]; readonly speed: readonly SpeedRow[] };

/** The added rows in place of old ones of the same key, all in the order of their keys. */
export function mergeRows<Row>(old: readonly Row[], added: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const rows = new Map([...old, ...added].map((row) => [keyOf(row), row]));
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

export function keyOfAgreement({ model, weights, form, mode }: AgreementRow): string {
  return [model, weights, form, mode].join(" ");
}

export function keyOfSpeed({ model, way, threads }: SpeedRow): string {
  return [model, way, "threads", threads].join(" ");
}
