/** @module A table on disk: JSON lines, added to as texts are drawn. */
import { join } from "node:path";
import type { CalibratedSampler } from "../calibration/schema.ts";
import { appendStoredLines, readStoredLines } from "../stored-lines.ts";
import { parseLine, type TableRow, toLine } from "./row.ts";

/** Where a model's table lies: of one sampler, `plain` or what differs from plain (`t0.7-p0.95`), or of another name. */
export function tablePath(dataDirectory: string, model: string, table: Pick<CalibratedSampler, "temperature" | "topP"> | string): string {
  const name = typeof table === "string" ? table : nameOf(table);
  return join(dataDirectory, "credence", `${model.replaceAll(/[^\w.-]/g, "_")}.${name}.jsonl`);
}

/** @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function readTable(path: string): TableRow[] {
  return readStoredLines(path, parseLine);
}

/** @throws PremiseError `output/unwritable`. */
export function appendRows(path: string, rows: readonly TableRow[]): void {
  appendStoredLines(path, rows.map(toLine));
}

function nameOf({ temperature, topP }: Pick<CalibratedSampler, "temperature" | "topP">): string {
  const parts = [...(temperature === 1 ? [] : [`t${temperature}`]), ...(topP === 1 ? [] : [`p${topP}`])];
  return parts.length === 0 ? "plain" : parts.join("-");
}
