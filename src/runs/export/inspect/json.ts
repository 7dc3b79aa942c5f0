/** @module JSON as Inspect writes it: what has no value is left out, and numbers that are not finite are Python's constants, which its reader takes. */

/** NaN is Inspect's sign for what was not scored; JSON.stringify would make it null. Members that are null or undefined are left out, list items are not. */
export function toInspectJson(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? JSON.stringify(value) : nameNumber(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) return `[${value.map(toInspectJson).join(",")}]`;
  const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${toInspectJson(member)}`).join(",")}}`;
}

function nameNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}
