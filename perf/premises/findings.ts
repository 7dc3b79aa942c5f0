/** @module The findings in words, computed from the report, so that they can't say what the numbers do not. */
import { isCannotMeasure } from "../../src/protocol/results.ts";
import type { ArmReport, Measured, MethodReport } from "./compare.ts";
import type { ModelReport, Report } from "./report.ts";

const guess = 0.25;

export function describeFindings({ models }: Report): string[] {
  return models.map((model) => [`**${model.model}.**`, ...describeMethods(model), ...model.methods.filter(({ method }) => method === "letter").flatMap(describeLetter)].join(" "));
}

/** How the methods compare: means over the premises. A method can be right more often and yet say so with too much certainty. */
function describeMethods({ methods }: ModelReport): string[] {
  if (methods.length < 2) return [];
  const means = methods.map(({ method, arms }) => {
    const premises = arms.filter(({ kind }) => kind === "premise");
    return { method, accuracy: meanOfKnown(premises, "accuracy"), log: meanOfKnown(premises, "logScore"), above: countAbove(premises), all: premises.length };
  });
  const told = means.filter(({ accuracy, log }) => Number.isFinite(accuracy) && Number.isFinite(log)).sort((a, b) => b.accuracy - a.accuracy)
    .map(({ method, accuracy, log, above, all }) => `${method} ${accuracy.toFixed(2)} and ${log.toFixed(2)} (${above} of ${all} above guessing with their whole interval)`);
  return [`Mean accuracy and mean log score of the premises (guessing: 0.25 and -1.39): ${told.join("; ")}.`];
}

function describeLetter({ arms }: MethodReport): string[] {
  const premises = arms.filter(({ kind, accuracy }) => kind === "premise" && !isCannotMeasure(accuracy)).sort((a, b) => valueOf(b.accuracy) - valueOf(a.accuracy));
  const [best] = premises;
  const worst = premises.at(-1);
  if (best === undefined || worst === undefined) return [];
  const above = countAbove(arms);
  const chance = above === 0
    ? "By letter no arm is told from guessing (0.25)."
    : `By letter ${above} of ${arms.length} arms are above guessing (0.25) with their whole interval.`;
  const range = `The premises lie between ${show(worst.accuracy)} (${worst.arm}) and ${show(best.accuracy)} (${best.arm}).`;
  const baselines = arms.filter(({ kind }) => kind === "baseline").map((baseline) => describeAgainst(baseline, premises));
  return [chance, range, ...baselines];
}

function describeAgainst(baseline: ArmReport, premises: readonly ArmReport[]): string {
  const own = valueOf(baseline.accuracy);
  if (Number.isNaN(own)) return `\`${baseline.arm}\` could not be measured.`;
  const reach = premises.filter(({ accuracy }) => valueOf(accuracy) >= own).length;
  const significant = (sign: 1 | -1): string[] => premises.flatMap((premise) => {
    const difference = premise.against[baseline.arm];
    if (difference === undefined || isCannotMeasure(difference.accuracy) || difference.pHolm === null) return [];
    return difference.pHolm < 0.05 && Math.sign(difference.accuracy.value) === sign ? [premise.arm] : [];
  });
  const [better, worse] = [significant(1), significant(-1)];
  const byLog = (sign: 1 | -1): number => premises.filter((premise) => {
    const log = premise.against[baseline.arm]?.logScore;
    return log !== undefined && !isCannotMeasure(log) && (sign === 1 ? log.interval[0] > 0 : log.interval[1] < 0);
  }).length;
  const told = [better.length === 0 ? "" : `better after correction: ${better.join(", ")}`, worse.length === 0 ? "" : `worse after correction: ${worse.join(", ")}`].filter((text) => text !== "");
  return `Against \`${baseline.arm}\` (${own.toFixed(2)}): ${reach} of ${premises.length} premises reach it, in log score ${byLog(1)} are better and ${byLog(-1)} worse with their whole interval${told.length === 0 ? "; no difference in accuracy stands after correction" : `; ${told.join("; ")}`}.`;
}

function countAbove(arms: readonly ArmReport[]): number {
  return arms.filter(({ accuracy }) => !isCannotMeasure(accuracy) && accuracy.interval[0] > guess).length;
}

function meanOfKnown(arms: readonly ArmReport[], of: "accuracy" | "logScore"): number {
  const known = arms.map((arm) => valueOf(arm[of])).filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function valueOf(measured: Measured): number {
  return isCannotMeasure(measured) ? NaN : measured.value;
}

function show(measured: Measured): string {
  return isCannotMeasure(measured) ? "cannot measure" : `${measured.value.toFixed(2)} [${measured.interval[0].toFixed(2)}, ${measured.interval[1].toFixed(2)}]`;
}
