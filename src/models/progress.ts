/** @module How far a pull has come, for programs and as a line for people. */

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

/** One line without a line break: bar, share, megabytes, speed and time left. */
export function renderProgress(label: string, progress: PullProgress, width = 24): string {
  const share = progress.total === 0 ? 1 : progress.bytes / progress.total;
  const full = Math.round(share * width);
  const bar = "█".repeat(full) + "░".repeat(width - full);
  const left = estimateSecondsLeft(progress);
  const speed = left === null ? "" : `  ${megabytes((progress.bytes - progress.resumed) / progress.seconds)} MB/s  ${renderDuration(left)} left`;
  return `${label} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${megabytes(progress.bytes)} of ${megabytes(progress.total)} MB${speed}`;
}

/** `8 s`, `2 min 05 s`, `1 h 10 min`. */
export function renderDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, "0")} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")} min`;
}

function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
