/** @module Why thinking helps, in parts: what the tokens alone do, what it does that a careful reasoner writes, and what the thoughts say. */
import { cannotMeasure, type CannotMeasure, type Estimate, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom, deriveSeed } from "../../random/seeded.ts";
import { type BootstrapOptions, bootstrapPairedDifference, bootstrapStatistic, meanOf } from "../../stats/bootstrap.ts";
import type { Condition } from "./conditions.ts";

/** What one question scored under each condition, higher for better: accuracy, or the log score in nats. */
export type QuestionScores = Readonly<Partial<Record<Condition, number>>>;

type Measured = Estimate | CannotMeasure;

/** Each the mean of one condition less that of another, over questions that have both. */
export const parts = {
  total: ["own", "direct"],
  compute: ["filler", "direct"],
  reasoner: ["elsewhere", "filler"],
  content: ["own", "elsewhere"],
  bound: ["others", "direct"],
  unshown: ["unshown", "direct"],
} as const satisfies Readonly<Record<string, readonly [Condition, Condition]>>;
export type Part = keyof typeof parts;

const shared = ["compute", "reasoner", "content"] as const;
export type Share = (typeof shared)[number];

/** `shares` of the total sum to 1; one may lie below 0 or above 1, where parts pull against each other. */
export type Shares = { readonly parts: Readonly<Record<Part, Measured>>; readonly shares: Readonly<Record<Share, Measured>> };

/** Intervals resample questions. A share of a total whose interval holds 0 is `cannot-measure/no-difference`. */
export function splitTotal(questions: readonly QuestionScores[], seed: number, options: BootstrapOptions = {}): Shares {
  const names = Object.keys(parts) as Part[];
  const measured = Object.fromEntries(names.map((name, i) => [name, differ(questions, parts[name], deriveSeed(seed, i), options)])) as Record<Part, Measured>;
  const shares = Object.fromEntries(shared.map((name, i) => [name, shareOf(questions, name, measured.total, deriveSeed(seed, names.length + i), options)])) as Record<Share, Measured>;
  return { parts: measured, shares };
}

function differ(questions: readonly QuestionScores[], [more, less]: readonly [Condition, Condition], seed: number, options: BootstrapOptions): Measured {
  const pairs = questions.flatMap((each) => (each[more] === undefined || each[less] === undefined ? [] : [[each[more], each[less]] as const]));
  return bootstrapPairedDifference(pairs.map(([a]) => a), pairs.map(([, b]) => b), createRandom(seed), options);
}

/** Over questions that have all four conditions that the shares are made of, so that they sum to 1. */
function shareOf(questions: readonly QuestionScores[], share: Share, total: Measured, seed: number, options: BootstrapOptions): Measured {
  if (isCannotMeasure(total)) return total;
  if (total.interval[0] <= 0 && total.interval[1] >= 0) return cannotMeasure("cannot-measure/no-difference");
  const [more, less] = parts[share];
  const units = questions.flatMap(({ direct, own, filler, elsewhere }) => {
    if (direct === undefined || own === undefined || filler === undefined || elsewhere === undefined) return [];
    const scores = { direct, own, filler, elsewhere };
    return [{ part: scores[more] - scores[less], whole: own - direct }];
  });
  return bootstrapStatistic(units, (drawn) => meanOf(drawn.map(({ part }) => part)) / meanOf(drawn.map(({ whole }) => whole)), createRandom(seed), { interval: "percentile", ...options });
}
