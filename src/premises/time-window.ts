/** @module The time window of a premise: whether its date, duration and horizon stay within the policy's limit, and what date would. */
import { parseDuration } from "./duration.ts";
import type { Premise } from "./schema.ts";
import { type EarlyAi, latestDateWithin, probabilityOfEarlyAi, type Timeline, timePolicyOf } from "./timeline.ts";

/** `problem` and `remedy`: words for a message, null where the limit is kept or nothing can be computed. */
export type TimeWindow = {
  readonly earlyAi: EarlyAi;
  readonly limit: number;
  readonly problem: string | null;
  readonly remedy: string | null;
};

/** A premise without date has no window: `earlyAi` says so, and it is not too late. One that ends after the timeline is: nothing vouches for it. */
export function judgeTimeWindow(premise: Pick<Premise, "world" | "resources" | "policy">, timeline: Timeline): TimeWindow {
  const { limit, horizon, horizonDays } = timePolicyOf(premise);
  const earlyAi: EarlyAi = horizonDays === null ? { kind: "cannot-measure", reason: "no-duration" } : probabilityOfEarlyAi(timeline, premise, horizonDays);
  const problem = findProblem(premise, timeline, earlyAi, limit, horizon);
  return { earlyAi, limit, problem, remedy: problem === null ? null : findRemedy(premise, timeline, limit, horizonDays ?? 0) };
}

/** The probability as people read it: two digits, never rounded to 0, and more where `above` would not be seen to lie below. */
export function formatProbability(probability: number, above = -1): string {
  const texts = [2, 3, 4, 6, 9].map((digits) => String(Number(probability.toPrecision(digits))));
  return texts.find((text) => Number(text) > above) ?? String(probability);
}

function findProblem({ world, resources }: Pick<Premise, "world" | "resources">, timeline: Timeline, earlyAi: EarlyAi, limit: number, horizon: string): string | null {
  const window = `${world.date ?? ""} plus ${resources.duration} of work and a horizon of ${horizon}`;
  if (earlyAi.kind === "computed") {
    if (earlyAi.probability <= limit) return null;
    return `by ${earlyAi.until} (${window}) an AI could shape the text with probability ${formatProbability(earlyAi.probability, limit)} by the timeline ${timeline.id}, and the policy allows ${limit}`;
  }
  return earlyAi.reason === "after-timeline" ? `${window} ends after the timeline ${timeline.id}, which says nothing beyond ${timeline.points.at(-1)?.date ?? "its points"}` : null;
}

function findRemedy({ resources }: Pick<Premise, "resources">, timeline: Timeline, limit: number, horizonDays: number): string {
  const latest = latestDateWithin(timeline, limit, parseDuration(resources.duration) ?? 0, horizonDays);
  if (latest !== null) return `a date of ${latest} or earlier`;
  return `a maxEarlyAi of ${timeline.points[0]?.probability ?? 1} or more, since no date passes at ${limit}`;
}
