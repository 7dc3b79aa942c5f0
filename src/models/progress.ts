/** @module How far a pull has come. */

export type PullProgress = {
  readonly bytes: number;
  readonly total: number;
  /** Bytes that were there before this pull began. */
  readonly resumed: number;
  /** Seconds since this pull began. */
  readonly seconds: number;
};

/** Seconds that the rest takes at the mean speed so far; null before there is one. */
export function estimateSecondsLeft(progress: PullProgress): number | null {
  const fetched = progress.bytes - progress.resumed;
  if (fetched <= 0 || progress.seconds <= 0) return null;
  return ((progress.total - progress.bytes) * progress.seconds) / fetched;
}
