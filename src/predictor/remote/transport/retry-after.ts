/** @module How long to wait before another attempt: what the server asks for, otherwise a growing pause with jitter. */
import type { Random } from "../../../random/seeded.ts";

/** Seconds until another attempt is welcome: `Retry-After` as seconds or as an HTTP date; null without a readable one. (RFC 9110, section 10.2.3) */
export function readRetryAfter(header: string | undefined, now: Date): number | null {
  const value = header?.trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value);
  const date = /^[A-Za-z]{3}, /.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, (date - now.getTime()) / 1000);
}

/** Seconds before attempt `attempt` (the second is 1): uniform from 0 to 0.25, 0.5, 1, ... seconds, at most 8 ("full jitter"). */
export function choosePause(attempt: number, random: Random): number {
  return random.uniform() * Math.min(8, 0.25 * 2 ** (attempt - 1));
}
