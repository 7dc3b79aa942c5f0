/** @module Lengths of texts in tokens: the buckets that are calibrated apart, and where texts are cut to fill them. */

/** A bucket reaches from its first length to just below the next one's. */
export const bucketStarts = [32, 64, 128, 256, 512] as const;

/** Where a longer text is cut, so that it stands for shorter ones: at the beginning and in the middle of each bucket. */
export const cutLengths = [32, 48, 64, 96, 128, 192, 256, 384, 512] as const;

/** `32-63`, ..., `512+`; null below 32 tokens, where nothing is calibrated. */
export function bucketOf(tokens: number): string | null {
  const index = bucketStarts.findLastIndex((start) => tokens >= start);
  if (index < 0) return null;
  const next = bucketStarts[index + 1];
  return next === undefined ? `${bucketStarts[index]}+` : `${bucketStarts[index]}-${next - 1}`;
}

/** Every bucket's name, shortest first. */
export const buckets: readonly string[] = bucketStarts.map((start) => bucketOf(start) as string);
