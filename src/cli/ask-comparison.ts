/** @module The same choices under several premises, side by side. */
import type { AskResult } from "../ask/result.ts";
import type { AskLayout } from "./ask-output.ts";
import { percent, toBar } from "./bars.ts";
import { displayWidth, fit, padEnd, padStart, toPrintable } from "./text.ts";

const leastColumn = 14;

/** One row a choice, one column a premise; null where answers were sampled, or the terminal is too narrow. */
export function renderComparison(results: readonly AskResult[], { width, colors }: AskLayout): string[] | null {
  const texts = results[0]?.answers.map((answer) => answer.text) ?? [];
  if (results.some((result) => result.scoring === "samples")) return null;
  const labelWidth = Math.min(Math.floor(width * 0.35), Math.max(...texts.map((text) => displayWidth(toPrintable(text)))));
  const columnWidth = Math.min(30, Math.floor((width - labelWidth - 2) / results.length) - 2);
  if (columnWidth < leastColumn) return null;
  const head = results.map((result) => `  ${padEnd(fit(result.premise.id, columnWidth), columnWidth)}`);
  const rows = texts.map((text) => {
    const cells = results.map((result) => renderCell(result, text, columnWidth, colors));
    return `  ${padEnd(fit(toPrintable(text), labelWidth), labelWidth)}${cells.join("")}`;
  });
  const methods = results.map((result) => `  ${padEnd(fit(`by ${result.scoring}`, columnWidth), columnWidth)}`);
  // Two methods are two questions: their columns say so.
  const heads = new Set(results.map(({ scoring }) => scoring)).size > 1 ? [head, methods] : [head];
  return [...heads.map((cells) => colors.dim(`  ${" ".repeat(labelWidth)}${cells.join("").trimEnd()}`)), ...rows];
}

function renderCell({ answers }: AskResult, text: string, width: number, colors: AskLayout["colors"]): string {
  const share = answers.find((answer) => answer.text === text)?.probability ?? 0;
  const barWidth = width - 9;
  const bar = padEnd(toBar(share, barWidth), barWidth);
  return `  ${answers[0]?.text === text ? colors.green(bar) : colors.cyan(bar)} ${padStart(percent(share), 8)}`;
}
