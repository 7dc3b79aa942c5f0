/** @module The tables of a model: plain, with a sampler other than the one that is scored, and of a premise outside the library. */
import { existsSync } from "node:fs";
import { resolveDirectories } from "../../../src/config/directories.ts";
import type { Environment } from "../../../src/config/environment.ts";
import { type DrawnAbout, openDrawnBeside } from "../../../src/credence/table/about.ts";
import { readTable, tablePath } from "../../../src/credence/table/file.ts";
import type { TableRow } from "../../../src/credence/table/row.ts";
import type { Sampling } from "../../../src/predictor/predictor.ts";

/** Tables whose texts were drawn otherwise than they are scored: each is a fault that the test of truth must find. */
export const samplerFaults = [
  { id: "t0.7", title: "temperature 0.7, scored as 1", sampling: { temperature: 0.7 } },
  { id: "p0.9", title: "top-p 0.9, scored as all", sampling: { topP: 0.9 } },
  { id: "t0.7-p0.95", title: "temperature 0.7 and top-p 0.95, scored as plain", sampling: { temperature: 0.7, topP: 0.95 } },
] as const satisfies readonly { id: string; title: string; sampling: Sampling }[];

export type Tables = {
  readonly plain: readonly TableRow[];
  /** Null where the table is not there. */
  readonly outside: readonly TableRow[] | null;
  readonly faults: Readonly<Record<string, readonly TableRow[] | null>>;
};

export function pathOf(env: Environment, model: string, table: string): string {
  return tablePath(resolveDirectories(env).data, model, table);
}

/** Null where the model has no plain table. @throws PremiseError `calibration/other-table` for one of other weights, wordings or another sampler, and what `readTable` throws. */
export function readTables(env: Environment, model: string): Tables | null {
  let first: DrawnAbout | null = null;
  const read = (table: string, sampling: Sampling): readonly TableRow[] | null => {
    const path = pathOf(env, model, table);
    if (!existsSync(path)) return null;
    const about = openDrawnBeside(path, first, sampling);
    first ??= about;
    return readTable(path);
  };
  const plain = read("plain", {});
  if (plain === null || plain.length === 0) return null;
  return { plain, outside: read("outside", {}), faults: Object.fromEntries(samplerFaults.map(({ id, sampling }) => [id, read(id, sampling)])) };
}
