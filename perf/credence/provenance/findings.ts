/** @module What was aimed at on an unseen domain with unseen generators, and what was reached. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Measured } from "./figures.ts";
import type { ModelReport, SplitReport } from "./results.ts";
import { aims, setting } from "./setting.ts";

/** `figure` is the value itself; null where it could not be measured. */
export type Finding = { readonly aim: string; readonly bar: string; readonly figure: number | null; readonly verdict: "reached" | "missed" | "not told" };

export function listFindings(report: SplitReport): Finding[] {
  const { fused } = report.scores;
  const error = isCannotMeasure(fused.calibration) ? null : fused.calibration.absolute.value;
  const tpr = fused.tpr.find(({ fpr }) => fpr === setting.fprs[0])?.tpr;
  const found = tpr === undefined || fused.humans < setting.humansForFpr ? null : valueOf(tpr);
  return [
    atLeast("fused AUROC", aims.auroc, valueOf(fused.auroc)),
    atMost("calibration error, debiased", aims.calibrationError, error),
    atLeast("true positives at a false-positive rate of 1 %", aims.tprAtOnePercent, found),
    atMost(`not measured, of texts over ${setting.longerThan} tokens`, aims.notMeasured, valueOf(report.notMeasured)),
  ];
}

/** The splits that the aims are about. */
export function aimedAt({ splits }: ModelReport): SplitReport[] {
  return splits.filter(({ kind, id }) => kind === "both" && id !== null);
}

function atLeast(aim: string, bar: number, figure: number | null): Finding {
  return { aim, bar: `at least ${bar}`, figure, verdict: figure === null ? "not told" : figure >= bar ? "reached" : "missed" };
}

function atMost(aim: string, bar: number, figure: number | null): Finding {
  return { aim, bar: `at most ${bar}`, figure, verdict: figure === null ? "not told" : figure <= bar ? "reached" : "missed" };
}

function valueOf(measured: Measured): number | null {
  return isCannotMeasure(measured) ? null : measured.value;
}
