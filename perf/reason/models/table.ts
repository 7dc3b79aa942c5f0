/** @module Numbers and tables of the page as Markdown. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Measured } from "./reduce.ts";

/** With its interval; `signed` for a difference. */
export function show(measured: Measured, { signed = false, digits = 2 }: { readonly signed?: boolean; readonly digits?: number } = {}): string {
  return showBy(measured, (value) => `${signed && value >= 0 ? "+" : ""}${value.toFixed(digits)}`);
}

/** Probabilities near 0 keep their size. */
export function showCredence(measured: Measured): string {
  return showBy(measured, (value) => (value < 0.0005 ? value.toExponential(0) : value.toFixed(4)));
}

function showBy(measured: Measured, text: (value: number) => string): string {
  if (isCannotMeasure(measured)) return `cannot measure (${measured.reason.replace("cannot-measure/", "")})`;
  return `${text(measured.value)} [${text(measured.interval[0])}, ${text(measured.interval[1])}]`;
}

export function showSigned(measured: Measured): string {
  return show(measured, { signed: true });
}
