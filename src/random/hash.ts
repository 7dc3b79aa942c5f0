/** @module Content hashes: sha256 over canonical JSON, so that equal content has equal identity. */
import { createHash } from "node:crypto";

/** Hex sha256 of UTF-8 text or bytes. */
export function hashText(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Hex sha256 of a JSON value; object keys are sorted, so their order does not matter. */
export function hashValue(value: unknown): string {
  return hashText(canonicalJson(value));
}

/** JSON with sorted keys and no spaces (the sorting rule of RFC 8785; numbers as JavaScript prints them). `undefined` members are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== "object" || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  });
}
