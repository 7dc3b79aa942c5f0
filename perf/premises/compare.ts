/** @module Estimates of every arm, and its paired differences from the baselines. */
import type { CannotMeasure, Estimate } from "../../src/protocol/results.ts";
import { isCannotMeasure } from "../../src/protocol/results.ts";
import { createRandom } from "../../src/random/seeded.ts";
import type { ScoringMethod } from "../../src/score/normalise.ts";
import { bootstrapPairedDifference, type BootstrapOptions, meanOf } from "../../src/stats/bootstrap.ts";
import { estimateMean } from "../../src/stats/estimate.ts";
import { adjustHolm } from "../../src/stats/holm.ts";
import { mcnemarTest } from "../../src/stats/mcnemar.ts";
import type { Arm } from "./arms.ts";
import type { ArmScores, QuestionScore } from "./measure.ts";

export type Measured = Estimate | CannotMeasure;

export type Difference = {
  readonly accuracy: Measured;
  readonly logScore: Measured;
  /** McNemar's exact test of right and wrong, and the same after Holm's correction over all arms set against this baseline. */
  readonly p: number | null;
  readonly pHolm: number | null;
};

export type ArmReport = {
  readonly arm: string;
  readonly kind: Arm["kind"];
  readonly questions: number;
  readonly refused: number;
  readonly accuracy: Measured;
  readonly logScore: Measured;
  readonly brier: Measured;
  readonly against: Readonly<Record<string, Difference>>;
};

export type MethodReport = { readonly method: ScoringMethod; readonly arms: readonly ArmReport[] };

export const bootstrapSeed = 20162;
export const bootstrapOptions: BootstrapOptions = { resamples: 10_000, level: 0.95 };

/** `baselines`: those that every other arm is set against. */
export function compareArms(method: ScoringMethod, measured: readonly { readonly arm: Arm; readonly scores: ArmScores }[], baselines: readonly string[]): MethodReport {
  const reports = measured.map(({ arm, scores }): ArmReport => ({ ...summarise(scores), arm: arm.id, kind: arm.kind, against: {} }));
  const differences = new Map(measured.map(({ arm }) => [arm.id, new Map<string, Difference>()]));
  for (const baseline of baselines) {
    const second = measured.find(({ arm }) => arm.id === baseline);
    if (second === undefined) continue;
    const others = measured.filter(({ arm }) => arm.id !== baseline);
    const raw = others.map(({ scores }) => differ(scores, second.scores));
    const adjusted = adjustHolm(raw.map(({ p }) => p ?? 1));
    others.forEach(({ arm }, i) => differences.get(arm.id)?.set(baseline, { ...(raw[i] as Difference), pHolm: raw[i]?.p === null ? null : (adjusted[i] ?? null) }));
  }
  return { method, arms: reports.map((report) => ({ ...report, against: Object.fromEntries(differences.get(report.arm) ?? []) })) };
}

function summarise({ scores }: ArmScores): Pick<ArmReport, "questions" | "refused" | "accuracy" | "logScore" | "brier"> {
  const known = scores.filter((score) => score !== null);
  const estimate = (of: keyof QuestionScore): Measured => estimateMean(known.map((score) => score[of]), createRandom(bootstrapSeed), bootstrapOptions);
  return { questions: known.length, refused: scores.length - known.length, accuracy: estimate("accuracy"), logScore: estimate("logScore"), brier: estimate("brier") };
}

/** Questions that either arm could not score are left out. */
function differ(first: ArmScores, second: ArmScores): Difference {
  const pairs = first.scores.flatMap((score, i) => {
    const other = second.scores[i];
    return score === null || other === null || other === undefined ? [] : [[score, other] as const];
  });
  const estimate = (of: keyof QuestionScore): Measured =>
    bootstrapPairedDifference(pairs.map(([a]) => a[of]), pairs.map(([, b]) => b[of]), createRandom(bootstrapSeed), bootstrapOptions);
  const test = mcnemarTest(pairs.map(([a]) => a.accuracy === 1), pairs.map(([, b]) => b.accuracy === 1));
  return { accuracy: estimate("accuracy"), logScore: estimate("logScore"), p: isCannotMeasure(test) ? null : test.p, pHolm: null };
}

/** Plain means, for the tables of what was tried. */
export function meansOf({ scores }: ArmScores): QuestionScore & { readonly questions: number } {
  const known = scores.filter((score) => score !== null);
  const mean = (of: keyof QuestionScore): number => meanOf(known.map((score) => score[of]));
  return { questions: known.length, accuracy: mean("accuracy"), logScore: mean("logScore"), brier: mean("brier") };
}
