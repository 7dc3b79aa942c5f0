/** @module Keys as they are sent: `premise_ID_SECRET`, 256 random bits in base64url, of which only the SHA-256 is kept. */
import { createHash, timingSafeEqual } from "node:crypto";
import type { KeyRecord } from "../../store/store.ts";

const form = /^premise_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** @param bytes 6 random bytes for the id and 32 for the secret. */
export function createSecret(bytes: (count: number) => Buffer): { readonly id: string; readonly key: string; readonly hash: string } {
  const id = bytes(6).toString("hex");
  const secret = bytes(32).toString("base64url");
  return { id, key: `premise_${id}_${secret}`, hash: hashSecret(secret) };
}

/** The parts of what was sent; null when it is no key of ours. */
export function parseKey(text: string): { readonly id: string; readonly secret: string } | null {
  const [, id, secret] = form.exec(text) ?? [];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Takes as long whether or not the secret, or any key, is the right one. */
export function isSecretOf(record: KeyRecord | undefined, secret: string): boolean {
  const given = Buffer.from(hashSecret(secret), "hex");
  const kept = Buffer.from(record?.hash ?? "0".repeat(64), "hex");
  return kept.length === given.length && timingSafeEqual(kept, given) && record !== undefined;
}

function hashSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
