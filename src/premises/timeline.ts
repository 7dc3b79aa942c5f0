/** @module The timeline: a declared distribution over the date T from which a misaligned AI could shape text, and what it gives a premise. */
import { parseDuration } from "./duration.ts";
import type { Premise } from "./schema.ts";

/** P(T <= `date`), taken from someone's forecast or declared by whoever wrote the timeline. */
export type TimelinePoint = { readonly date: string; readonly probability: number; readonly basis: "declared" | "forecast"; readonly source: string };

/** A cumulative distribution of T by date, linear between its points. It is an assumption, and says so: `declared` is the day on which it was made. */
export type Timeline = { readonly timeline: 1; readonly id: string; readonly declared: string; readonly statement: string; readonly points: readonly TimelinePoint[] };

/** `until`: the last date that counts. `after-timeline`: that date lies beyond the last point, of which the timeline says nothing. */
export type EarlyAi =
  | { readonly kind: "computed"; readonly probability: number; readonly until: string }
  | { readonly kind: "cannot-measure"; readonly reason: "no-date" | "no-duration" | "after-timeline" };

/** What holds where a premise's policy says nothing. It stands here and not in the parsed premise, whose hash it must not change. */
export const defaultTimePolicy = { maxEarlyAi: 0.05, horizon: "P1Y" } as const;

/** A premise's limit on P(T <= end), and its horizon in days; `horizonDays` is null where the text is no duration. */
export function timePolicyOf({ policy }: Pick<Premise, "policy">): { readonly limit: number; readonly horizon: string; readonly horizonDays: number | null } {
  const horizon = policy.horizon ?? defaultTimePolicy.horizon;
  return { limit: policy.maxEarlyAi ?? defaultTimePolicy.maxEarlyAi, horizon, horizonDays: parseHorizon(horizon) };
}

/** Days, as `parseDuration`; "P0D" is a horizon too: none. */
export function parseHorizon(text: string): number | null {
  return text === "P0D" ? 0 : parseDuration(text);
}

/**
 * P(T <= world date + the process's duration + `horizonDays`): an AI that takes control after the date of writing counts too.
 * Before the first point its probability stands for the smaller ones that are not declared.
 */
export function probabilityOfEarlyAi(timeline: Timeline, premise: Pick<Premise, "world" | "resources">, horizonDays: number): EarlyAi {
  const { date } = premise.world;
  const durationDays = parseDuration(premise.resources.duration);
  if (date === null) return { kind: "cannot-measure", reason: "no-date" };
  if (durationDays === null) return { kind: "cannot-measure", reason: "no-duration" };
  const end = toDay(date) + durationDays + horizonDays;
  const probability = accumulate(timeline, end);
  const until = toDate(end);
  return probability === null || until === null ? { kind: "cannot-measure", reason: "after-timeline" } : { kind: "computed", probability, until };
}

/** The latest world date for which `probabilityOfEarlyAi` is at most `limit`, or null where none is. Durations in days. */
export function latestDateWithin(timeline: Timeline, limit: number, durationDays: number, horizonDays: number): string | null {
  const end = latestDay(timeline, limit);
  if (end === null) return null;
  const passes = (day: number): boolean => {
    const probability = accumulate(timeline, day + durationDays + horizonDays);
    return probability !== null && probability <= limit;
  };
  let day = Math.floor(end - durationDays - horizonDays) + 1;
  // Rounding can cost a day, so the forward calculation has the last word.
  while (!passes(day)) day -= 1;
  return toDate(day);
}

/** P(T <= day), or null beyond the last point. `day`: days since 1970, with fractions. */
function accumulate({ points }: Timeline, day: number): number | null {
  const next = points.findIndex(({ date }) => day <= toDay(date));
  const [before, after] = [points[next - 1], points[next]];
  if (after === undefined) return null;
  if (before === undefined) return after.probability;
  const [from, to] = [toDay(before.date), toDay(after.date)];
  return before.probability + ((after.probability - before.probability) * (day - from)) / (to - from);
}

/** The last day on which the cumulative probability is at most `limit`, to within rounding. */
function latestDay({ points }: Timeline, limit: number): number | null {
  const next = points.findIndex(({ probability }) => probability > limit);
  const [before, after] = [points[next - 1], points[next]];
  if (next === -1) return points.length === 0 ? null : toDay(points[points.length - 1]?.date ?? "");
  if (before === undefined || after === undefined) return null;
  const [from, to] = [toDay(before.date), toDay(after.date)];
  return from + ((to - from) * (limit - before.probability)) / (after.probability - before.probability);
}

const dayLength = 86_400_000;

function toDay(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / dayLength;
}

/** The ISO date, or null outside the years 1 to 9999. */
function toDate(day: number): string | null {
  const date = new Date(Math.floor(day) * dayLength);
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString().slice(0, 10) : null;
}
