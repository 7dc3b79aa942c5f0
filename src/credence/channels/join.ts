/** @module Readings of several texts drawn in one run, as one: tokens one after another, hidden means weighted by length. */
import type { TextReading, TokenReadings } from "./reading.ts";

export const emptyReading: TextReading = { logprob: [], entropy: [], variance: [], rank: [], hidden: [] };

/** `hidden` of the result is the mean over all tokens; empty where either reading has none. */
export function joinReadings(before: TextReading, next: TextReading): TextReading {
  const hidden = before.logprob.length === 0 ? next.hidden.slice(-1) : joinHidden(before, next);
  return { ...joinTokenReadings([before, next]), hidden };
}

/** One after another. */
export function joinTokenReadings(readings: readonly TokenReadings[]): TokenReadings {
  const join = (name: keyof TokenReadings): number[] => readings.flatMap((reading) => reading[name]);
  return { logprob: join("logprob"), entropy: join("entropy"), variance: join("variance"), rank: join("rank") };
}

function joinHidden(before: TextReading, next: TextReading): TextReading["hidden"] {
  const [a, b] = [before.hidden.at(-1), next.hidden.at(-1)];
  if (a === undefined || b === undefined) return [];
  const length = a.length + b.length;
  return [{ length, mean: a.mean.map((value, i) => (value * a.length + (b.mean[i] ?? NaN) * b.length) / length) }];
}
