/** @module A premise's identity: the hash of all that it says. */
import { hashValue } from "../random/hash.ts";
import type { Premise } from "./schema.ts";

/** Hex sha256 of the parsed premise; comments, key order and spelling of the YAML do not matter. */
export function premiseHash(premise: Premise): string {
  return hashValue(premise);
}
