/** @module Durations as people write them: ISO 8601 ("P5Y", "PT3H") or a number with its unit ("90 days"). */

const daysPer = { year: 365.25, month: 365.25 / 12, week: 7, day: 1, hour: 1 / 24, minute: 1 / 1440 } as const;
type Unit = keyof typeof daysPer;

const iso = /^P(?=.)(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=.)(?:([\d.]+)H)?(?:([\d.]+)M)?)?$/;
const isoUnits: readonly Unit[] = ["year", "month", "week", "day", "hour", "minute"];
const plain = /^([\d.]+) (year|month|week|day|hour|minute)s?$/;

/** Length in days (a year is 365.25), or null when `text` is no positive duration. */
export function parseDuration(text: string): number | null {
  const days = fromIso(text) ?? fromPlain(text);
  return days !== null && Number.isFinite(days) && days > 0 ? days : null;
}

function fromIso(text: string): number | null {
  const match = iso.exec(text);
  if (match === null) return null;
  return isoUnits.reduce((sum, unit, i) => sum + Number(match[i + 1] ?? 0) * daysPer[unit], 0);
}

function fromPlain(text: string): number | null {
  const match = plain.exec(text);
  return match === null ? null : Number(match[1]) * daysPer[match[2] as Unit];
}
