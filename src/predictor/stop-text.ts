/** @module Finds the first stop text in text that arrives in pieces, also where it spans tokens. */

export interface StopTextFinder {
  /** Adds decoded text; true from the piece on in which a stop text was completed. Later pieces are ignored. */
  push(piece: string): boolean;
  /** All text before the stop text so far found, or all text. */
  readonly text: string;
  /** How many UTF-16 units of `text` can no longer become part of a stop text, so may be shown already. */
  readonly settled: number;
}

/**
 * A finder for `stops` (none of them empty). The stop text that is *completed* first ends the text; of two completed by the same
 * character, the longer. So what is found depends on the text alone, not on how tokens cut it, and only on what came so far.
 * Feed it from `new TextDecoder("utf-8", { ignoreBOM: true })` with `stream: true`, so that no piece ends within a character.
 */
export function createStopTextFinder(stops: readonly string[]): StopTextFinder {
  const overlap = Math.max(0, ...stops.map((stop) => stop.length - 1));
  let text = "";
  let stopped = false;
  return {
    push(piece) {
      if (stopped) return true;
      const from = Math.max(0, text.length - overlap);
      const found = findFirst(text.slice(from) + piece, stops);
      stopped = found !== null;
      text = (text + piece).slice(0, found === null ? undefined : from + found);
      return stopped;
    },
    get text() {
      return text;
    },
    get settled() {
      return stopped ? text.length : text.length - pendingLength(text, stops);
    },
  };
}

/** Where the stop text that is completed first begins. */
function findFirst(text: string, stops: readonly string[]): number | null {
  let best: { start: number; end: number } | null = null;
  for (const stop of stops) {
    const start = text.indexOf(stop);
    if (start < 0) continue;
    const end = start + stop.length;
    if (best === null || end < best.end || (end === best.end && start < best.start)) best = { start, end };
  }
  return best === null ? null : best.start;
}

/** Length of the longest end of `text` that begins a stop text. */
function pendingLength(text: string, stops: readonly string[]): number {
  let longest = 0;
  for (const stop of stops) {
    for (let length = Math.min(stop.length - 1, text.length); length > longest; length--) {
      if (text.endsWith(stop.slice(0, length))) longest = length;
    }
  }
  return longest;
}
