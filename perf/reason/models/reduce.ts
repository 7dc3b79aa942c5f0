/** @module From rows to means with their doubt, and paired differences between arms over the questions that both have. */
import { type CannotMeasure, cannotMeasure, type Estimate, isCannotMeasure } from "../../../src/protocol/results.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { bootstrapPairedDifference, type BootstrapOptions, meanOf } from "../../../src/stats/bootstrap.ts";
import { estimateMean, estimateProportion } from "../../../src/stats/estimate.ts";
import { accuracy, logScore } from "../../../src/stats/scores.ts";
import { toProbability } from "../../../src/stats/log-space.ts";
import type { Row } from "./row.ts";
import { leastQuestions, setting } from "./setting.ts";

export type Measured = Estimate | CannotMeasure;
export const credenceNames = ["authorIsAi", "aiInWorld"] as const;
export type CredenceName = (typeof credenceNames)[number];

/** A value of a row; null where it has none. */
export type Reading = (row: Row) => number | null;

const { seed, resamples, level } = setting.bootstrap;
export const options: BootstrapOptions = { resamples, level };

/** A refusal is no right answer. */
export const accuracyOf: Reading = ({ probabilities, answer }) => (probabilities === null ? 0 : accuracy(probabilities, answer));
/** In nats; a refusal has none. */
export const logScoreOf: Reading = ({ probabilities, answer }) => (probabilities === null ? null : logScore(probabilities, answer));
export const tokensOf: Reading = ({ tokens }) => tokens.generated + tokens.scored;

export function credenceOf(name: CredenceName): Reading {
  return ({ credences }) => {
    const credence = credences?.[name];
    return credence === undefined || typeof credence === "string" ? null : credence.logOdds;
  };
}

export function natsOf(of: "nats" | "yardstick", name: CredenceName): Reading {
  return (row) => row[of]?.[name] ?? null;
}

/** `measured`: of how many rows there is a credence; `value`: their mean probability; `reasons`: why the others have none. */
export type CredenceSummary = { readonly measured: number; readonly value: Measured; readonly prior: number | null; readonly reasons: Readonly<Record<string, number>> };

export type ArmSummary = {
  readonly arm: string; readonly n: number; readonly answered: Measured; readonly accuracy: Measured; readonly logScore: Measured;
  /** Means a question. */
  readonly tokens: { readonly generated: number; readonly scored: number; readonly watch: number; readonly between: number }; readonly count: number;
  readonly credences: Readonly<Record<CredenceName, CredenceSummary>>; readonly nats: Readonly<Record<CredenceName, Measured>>; readonly yardstick: Readonly<Record<CredenceName, Measured>>;
};

export function summariseArm(arm: string, rows: readonly Row[]): ArmSummary {
  const mean = (of: (row: Row) => number): number => (rows.length === 0 ? NaN : meanOf(rows.map(of)));
  const tokens = { generated: mean((row) => row.tokens.generated), scored: mean((row) => row.tokens.scored), watch: mean((row) => row.tokens.watch), between: mean((row) => row.tokens.between) };
  const both = <T>(of: (name: CredenceName) => T): Record<CredenceName, T> => ({ authorIsAi: of("authorIsAi"), aiInWorld: of("aiInWorld") });
  return {
    arm, n: rows.length, answered: estimateProportion(rows.filter(({ probabilities }) => probabilities !== null).length, rows.length), accuracy: estimateProportion(rows.reduce((sum, row) => sum + (accuracyOf(row) ?? 0), 0), rows.length), logScore: estimateReading(rows, logScoreOf),
    tokens, count: mean(({ count }) => count), credences: both((name) => summariseCredence(rows, name)), nats: both((name) => estimateReading(rows, natsOf("nats", name))), yardstick: both((name) => estimateReading(rows, natsOf("yardstick", name))),
  };
}

function summariseCredence(rows: readonly Row[], name: CredenceName): CredenceSummary {
  const values = rows.flatMap((row) => credenceOf(name)(row) ?? []);
  const reasons: Record<string, number> = {};
  let prior: number | null = null;
  for (const { credences } of rows) {
    const credence = credences?.[name];
    if (typeof credence === "string") reasons[credence] = (reasons[credence] ?? 0) + 1;
    else if (credence !== undefined) prior = credence.prior;
  }
  return { measured: values.length, value: estimateMean(values.map(toProbability), createRandom(seed), options), prior, reasons };
}

export function estimateReading(rows: readonly Row[], of: Reading): Measured {
  return estimateMean(rows.flatMap((row) => of(row) ?? []), createRandom(seed), options);
}

/** Of questions of which both have a value. */
export function pairUp(first: readonly Row[], second: readonly Row[], of: Reading): (readonly [number, number])[] {
  const others = new Map(second.map((row) => [row.question, row]));
  return first.flatMap((row) => {
    const other = others.get(row.question);
    const [a, b] = [of(row), other === undefined ? null : of(other)];
    return a === null || b === null ? [] : [[a, b] as const];
  });
}

/** Mean of `first` less `second`, over questions of which both have a value. */
export function differ(first: readonly Row[], second: readonly Row[], of: Reading): Measured {
  const pairs = pairUp(first, second, of);
  if (pairs.length < leastQuestions) return cannotMeasure("cannot-measure/too-few");
  return bootstrapPairedDifference(pairs.map(([a]) => a), pairs.map(([, b]) => b), createRandom(seed), options);
}

export type Told = "higher" | "lower" | "not told apart" | "cannot measure";

/** What an interval says against none; values that never differ are told to be equal by nobody. */
export function tell(difference: Measured): Told {
  if (isCannotMeasure(difference)) return difference.reason === "cannot-measure/no-variation" ? "not told apart" : "cannot measure";
  return difference.interval[0] > 0 ? "higher" : difference.interval[1] < 0 ? "lower" : "not told apart";
}
