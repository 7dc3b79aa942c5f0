/** @module Numbers and tables of the page as Markdown. */
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Measured } from "./reduce.ts";

/** With its interval; `signed` for a difference. */
export function show(measured: Measured, { signed = false, digits = 2 }: { readonly signed?: boolean; readonly digits?: number } = {}): string {
  if (isCannotMeasure(measured)) return `cannot measure (${measured.reason.replace("cannot-measure/", "")})`;
  const text = (value: number): string => `${signed && value >= 0 ? "+" : ""}${value.toFixed(digits)}`;
  return `${text(measured.value)} [${text(measured.interval[0])}, ${text(measured.interval[1])}]`;
}

export function showSigned(measured: Measured): string {
  return show(measured, { signed: true });
}

export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}
