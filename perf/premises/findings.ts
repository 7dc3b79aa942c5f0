/** @module The findings in words, computed from the report, so that they can't say what the numbers do not. */
import { isCannotMeasure } from "../../src/protocol/results.ts";
import type { ArmReport, Measured, MethodReport } from "./compare.ts";
import type { ModelReport, Report } from "./report.ts";

const guess = 0.25;

export function describeFindings({ models }: Report): string[] {
  return models.map((model) => [`**${model.model}.**`, ...describeMethods(model), ...model.methods.filter(({ method }) => method === "letter").flatMap(describeLetter)].join(" "));
}

/** How the methods compare: the mean over the premises. */
function describeMethods({ methods }: ModelReport): string[] {
  if (methods.length < 2) return [];
  const means = methods.map(({ method, arms }) => ({ method, mean: meanAccuracy(arms.filter(({ kind }) => kind === "premise")) }))
    .filter(({ mean }) => Number.isFinite(mean)).sort((a, b) => b.mean - a.mean);
  return [`Mean accuracy of the premises: ${means.map(({ method, mean }) => `${mean.toFixed(2)} by ${method}`).join(", ")}.`];
}

function describeLetter({ arms }: MethodReport): string[] {
  const premises = arms.filter(({ kind, accuracy }) => kind === "premise" && !isCannotMeasure(accuracy)).sort((a, b) => valueOf(b.accuracy) - valueOf(a.accuracy));
  const [best] = premises;
  const worst = premises.at(-1);
  if (best === undefined || worst === undefined) return [];
  const above = arms.filter(({ accuracy }) => !isCannotMeasure(accuracy) && accuracy.interval[0] > guess);
  const chance = above.length === 0
    ? "By letter no arm is told from guessing (0.25)."
    : `By letter ${above.length} of ${arms.length} arms are above guessing (0.25) with their whole interval.`;
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
  const told = [better.length === 0 ? "" : `better after correction: ${better.join(", ")}`, worse.length === 0 ? "" : `worse after correction: ${worse.join(", ")}`].filter((text) => text !== "");
  return `Against \`${baseline.arm}\` (${own.toFixed(2)}): ${reach} of ${premises.length} premises reach it${told.length === 0 ? ", no difference stands after correction" : `; ${told.join("; ")}`}.`;
}

function meanAccuracy(arms: readonly ArmReport[]): number {
  const known = arms.map(({ accuracy }) => valueOf(accuracy)).filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function valueOf(measured: Measured): number {
  return isCannotMeasure(measured) ? NaN : measured.value;
}

function show(measured: Measured): string {
  return isCannotMeasure(measured) ? "cannot measure" : `${measured.value.toFixed(2)} [${measured.interval[0].toFixed(2)}, ${measured.interval[1].toFixed(2)}]`;
}
