/** @module A run as the lines that its file has, wherever it was kept; `parseRun` reads them. */
import { formatEnd, formatHeader, formatStep } from "../lines.ts";
import type { RunRecord } from "../run.ts";

/** A run that still goes on has no end line, as in its file. */
export function toRunLines({ header, steps, status }: RunRecord): string {
  const end = status === "running" || status === "damaged" ? "" : formatEnd({ status, steps: steps.length, last: steps.at(-1)?.id ?? null });
  return `${formatHeader(header)}${steps.map(formatStep).join("")}${end}`;
}
