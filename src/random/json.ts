/** @module JSON that can be read back as it was: infinite numbers are written, NaN is refused. */
import { PremiseError } from "../errors/premise-error.ts";

/** ES2026's JSON.rawJSON: text that JSON.stringify takes as it is. */
const { rawJSON: rawJson } = JSON as unknown as { rawJSON(this: void, text: string): unknown };

type Order = (keys: string[]) => string[];

/**
 * What JSON.stringify gives on one line, but for numbers that are not finite, which it would make null. Infinite ones become `1e999` and `-1e999`:
 * by JSON's grammar numbers, beyond the largest double, so that JSON.parse gives the infinity back and no text can be taken for one. A Map is an object whose members keep their order.
 * @throws PremiseError `input/not-a-number` for a NaN, with its place.
 */
export function toJson(value: unknown): string {
  return write(value, "value", (keys) => keys) ?? refuse(value);
}

/** The same on many lines, for people. */
export function toIndentedJson(value: unknown): string {
  toJson(value);
  return JSON.stringify(value, (_, member: unknown) => (typeof member === "number" && !Number.isFinite(member) ? rawJson(writeNumber(member, "value")) : member), 2);
}

/** The same with sorted keys (the sorting rule of RFC 8785: by UTF-16 code units), so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return write(value, "value", (keys) => keys.sort()) ?? refuse(value);
}

/** By hand: objects give keys that look like whole numbers in the order of the numbers, whatever order they were put in. Undefined for what JSON leaves out. */
function write(value: unknown, path: string, order: Order): string | undefined {
  const plain = hasToJson(value) ? value.toJSON() : value;
  if (typeof plain === "number") return writeNumber(plain, path);
  if (typeof plain !== "object" || plain === null) return JSON.stringify(plain);
  if (plain instanceof Map) return writeMap(plain as ReadonlyMap<string, unknown>, path, order);
  if (Array.isArray(plain)) return `[${Array.from(plain, (member, i) => write(member, `${path}[${i}]`, order) ?? "null").join(",")}]`;
  const members = order(Object.keys(plain)).flatMap((key) => {
    const text = write((plain as Record<string, unknown>)[key], `${path}.${key}`, order);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${members.join(",")}}`;
}

/** A Map's members stand in its own order, or in that of `order`; an object could not keep keys that look like whole numbers where they were put. */
function writeMap(members: ReadonlyMap<string, unknown>, path: string, order: Order): string {
  const texts = order([...members.keys()]).flatMap((key) => {
    const text = write(members.get(key), `${path}.${key}`, order);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${texts.join(",")}}`;
}

function writeNumber(value: number, path: string): string {
  if (Number.isNaN(value)) throw new PremiseError("input/not-a-number", { path });
  if (Number.isFinite(value)) return JSON.stringify(value);
  return value > 0 ? "1e999" : "-1e999";
}

function hasToJson(value: unknown): value is { toJSON(): unknown } {
  return typeof value === "object" && value !== null && typeof (value as { toJSON?: unknown }).toJSON === "function";
}

function refuse(value: unknown): never {
  throw new PremiseError("internal", { problem: `JSON of ${typeof value}` });
}
