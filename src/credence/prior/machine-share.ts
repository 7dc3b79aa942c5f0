/** @module Looking up how much text of a date and medium is machine-written. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { MediumClass } from "./medium.ts";

/**
 * `of`: a class of media; `any` for all of them; `world` for how likely capable AI exists, whatever the medium.
 * `share` holds from its date until the next row of its kind; `interval` spans what its sources give. `from` is null for the floor.
 */
export type ShareRow = {
  readonly of: MediumClass | "any" | "world";
  readonly from: string | null;
  readonly share: number;
  readonly interval: readonly [number, number];
  readonly sources: readonly string[];
  readonly note: string;
};

export type MachineShareTable = {
  readonly id: string;
  /** The day on which the sources were read: later shares are unknown, and the last row stands for them. */
  readonly date: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly rows: readonly ShareRow[];
  /** What a premise's statement about its own world does to the odds that capable AI exists there. Declared. */
  readonly statements: { readonly none: number; readonly narrow: number; readonly unstated: number };
};

/** A share with its doubt, and where it comes from in words. */
export type Share = { readonly share: number; readonly interval: readonly [number, number]; readonly source: string; readonly note: string };

/** A text without date is taken to come from any year since this one, all equally likely: about when the web became a public archive. */
export const firstUndatedYear = 2000;

/** The share for a date, or for none: then the mean over the middles of the years from `firstUndatedYear` to the table's own. */
export function shareOf(table: MachineShareTable, of: MediumClass | "world", date: string | null): Share {
  if (date !== null) return toShare(rowFor(table, of, date));
  const last = Number(table.date.slice(0, 4));
  const rows = Array.from({ length: Math.max(1, last - firstUndatedYear + 1) }, (_, i) => rowFor(table, of, `${firstUndatedYear + i}-07-01`));
  const mean = (value: (row: ShareRow) => number): number => rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
  return {
    share: mean(({ share }) => share),
    interval: [mean(({ interval }) => interval[0]), mean(({ interval }) => interval[1])],
    source: [...new Set(rows.flatMap(({ sources }) => sources))].join(", "),
    note: `No date: the mean of the years ${firstUndatedYear} to ${last}.`,
  };
}

/** The row of the table's own date: what holds wherever capable AI exists. */
export function latestShareOf(table: MachineShareTable, of: MediumClass | "world"): Share {
  return toShare(rowFor(table, of, table.date));
}

/** The least that any prior may be. */
export function floorOf({ rows }: MachineShareTable): number {
  return Math.min(...rows.map(({ share }) => share));
}

/** @throws PremiseError `internal` where a table of someone's own has no row for it. */
function rowFor({ id, rows }: MachineShareTable, of: MediumClass | "world", date: string): ShareRow {
  const fitting = rows.filter((row) => (row.of === of || (row.of === "any" && of !== "world")) && (row.from ?? "") <= date);
  const found = fitting.reduce<ShareRow | null>((best, row) => (best === null || (row.from ?? "") >= (best.from ?? "") ? row : best), null);
  if (found === null) throw new PremiseError("internal", { problem: `the table ${id} has no share for ${of} on ${date}` });
  return found;
}

function toShare({ share, interval, sources, note }: ShareRow): Share {
  return { share, interval, source: sources.join(", "), note };
}
