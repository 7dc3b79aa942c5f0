/** @module Shares as bars and as per cent. */

/** A bar in eighths of a column; never empty for what is possible. */
export function toBar(share: number, width: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * width * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8] ?? "");
}

/** `12.3 %` with a no-break space; three digits for small shares, so that what is possible is not shown as 0. */
export function percent(share: number): string {
  if (share > 0 && share < 0.00001) return "<0.001\u00a0%";
  return `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1)}\u00a0%`;
}
