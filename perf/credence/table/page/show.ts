/** @module How figures are shown in the page. */
import { type CannotMeasure, isCannotMeasure } from "../../../../src/protocol/results.ts";
import { percent } from "../../monitor/findings.ts";
import { showEstimate } from "../../world/report.ts";
import type { Judged, Measured } from "../judge.ts";

export { percent };

export function show(measured: Measured | null | undefined, digits = 3): string {
  return measured === null || measured === undefined ? "" : showEstimate(measured, digits);
}

export function showShare(measured: Measured): string {
  if (isCannotMeasure(measured)) return showRefusal(measured);
  return `${percent(measured.value)} [${measured.interval.map((end) => (100 * end).toFixed(1)).join(", ")}]`;
}

/** With its interval, of `n` texts. */
export function showCount(measured: Measured): string {
  return isCannotMeasure(measured) ? showRefusal(measured) : `${showShare(measured)}, n ${measured.n}`;
}

export function showRefusal({ reason }: CannotMeasure): string {
  return `cannot measure (${reason.replace("cannot-measure/", "")})`;
}

export const judgedHead = ["n", "of these contrasts", "AUROC", "intercept", "slope", "p", "ECE, debiased", "its null band", "p of the ECE"] as const;

/** The cells under `judgedHead`. */
export function showJudged({ texts, positives, auroc, test, error }: Judged): string[] {
  const tested = isCannotMeasure(test) ? [showRefusal(test), "", ""] : [show(test.intercept, 2), show(test.slope, 2), showP(test.p)];
  const erred = isCannotMeasure(error) ? [showRefusal(error), "", ""] : [show(error.absolute), `up to ${(error.band.absolute.upper - error.band.absolute.mean).toFixed(3)}`, showP(error.p)];
  return [String(texts), String(positives), show(auroc), ...tested, ...erred];
}

export function showP(p: number): string {
  return p < 0.0015 ? "0.001" : p.toFixed(3);
}

/** A limit, or what else lies near 0 or 1: two digits that count. */
export function showLimit(p: number): string {
  return p > 0.99 ? `1 - ${Number((1 - p).toPrecision(2))}` : String(Number(p.toPrecision(2)));
}
