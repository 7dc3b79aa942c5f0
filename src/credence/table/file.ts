/** @module A table on disk: JSON lines, added to as texts are drawn; a line cut short by a crash is dropped. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import { dirname } from "node:path";
import { PremiseError } from "../../errors/premise-error.ts";
import { parseLine, type TableRow, toLine } from "./row.ts";

/** @throws PremiseError `input/not-json`, `input/invalid-line`. */
export function readTable(path: string): TableRow[] {
  if (!existsSync(path)) return [];
  const text = readFileSync(path, "utf8");
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole.split("\n").filter((line) => line !== "").map((line, i) => parseLine(line, i + 1));
}

/** @throws PremiseError `output/unwritable`. */
export function appendRows(path: string, rows: readonly TableRow[]): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    dropUnfinished(path);
    appendFileSync(path, rows.map((row) => `${toLine(row)}\n`).join(""));
  } catch (error) {
    throw new PremiseError("output/unwritable", { path, problem: (error as Error).message }, { cause: error });
  }
}

function dropUnfinished(path: string): void {
  if (!existsSync(path)) return;
  const bytes = readFileSync(path);
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole < bytes.length) truncateSync(path, whole);
}
