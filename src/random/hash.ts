/** @module Content hashes: sha256 over canonical JSON, so that equal content has equal identity. */
import { createHash } from "node:crypto";
import { canonicalJson } from "./json.ts";

/** Hex sha256 of UTF-8 text or bytes. */
export function hashText(text: string | Uint8Array): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Hex sha256 of a JSON value, infinite numbers included; object keys are sorted, so their order does not matter. @throws PremiseError `input/not-a-number` for a NaN. */
export function hashValue(value: unknown): string {
  return hashText(canonicalJson(value));
}
