/** @module Runs as people read them. */
import { isPredictors } from "../protocol/cost.ts";
import type { Cost, Credences, Step } from "../protocol/results.ts";
import { readAnswers, readStep } from "../runs/export/step-reading.ts";
import type { RunRecord } from "../runs/run.ts";
import type { RunSummary } from "../runs/summary.ts";
import { percent } from "./bars.ts";
import type { Colors } from "./colors.ts";
import { fit, padEnd, padStart, toPrintable } from "./text.ts";

/** One line a run. */
export function renderRuns(runs: readonly RunSummary[], width: number): string {
  if (runs.length === 0) return 'No runs yet. Try: premise ask "Which gas do plants take in?"\n';
  const rows = runs.map(({ id, kind, title, status, steps, cost }) => [id, kind, status, steps === null ? "-" : String(steps), cost !== null && isPredictors(cost) ? `${cost.seconds.toFixed(1)} s` : "-", title]);
  return renderTable([["RUN", "KIND", "STATUS", "STEPS", "TIME", "TITLE"], ...rows], width, [3, 4]);
}

export function renderRun(record: RunRecord, width: number, colors: Colors): string {
  const { header, steps, status, cost } = record;
  const facts = [
    ["run", header.id], ["kind", header.kind], ["status", status], ["started", header.startedAt], ["version", header.version],
    ["cost", describeCost(cost)],
  ];
  const head = `${colors.bold(toPrintable(header.title))}\n\n${facts.map(([name, text]) => `  ${colors.dim(padEnd(name ?? "", 10))}${text ?? ""}\n`).join("")}\n`;
  const rows = steps.map((step) => [step.id.slice(0, 12), toPrintable(readStep(step).name), describeCost(step.cost), describeStep(step)]);
  const last = steps.length === 0 ? "No step was finished.\n" : renderTable([["STEP", "KIND", "COST", "WHAT CAME OF IT"], ...rows], width, []);
  return `${head}${last}`;
}

function describeStep(step: Step): string {
  const { kept, predicted, inserted } = readStep(step);
  const best = readAnswers(step)[0];
  if (kept !== null) return `${kept ? "kept" : "refused"}${describeCredences(step.credences)}: ${JSON.stringify(predicted ?? "")}`;
  if (step.verdict !== null) return `${step.verdict.action} (${step.verdict.code})`;
  if (best !== undefined) return `${JSON.stringify(best.text)} ${best.probability === null ? "" : percent(best.probability)}`.trimEnd();
  const text = predicted ?? inserted;
  return text === null ? "" : JSON.stringify(text.trim());
}

/** Author, then world. */
function describeCredences(credences: Credences | null): string {
  if (credences === null) return "";
  const shown = [credences.authorIsAi, credences.aiInWorld].map((each) => (each.kind === "measured" ? percent(each.value) : "n/m"));
  return ` (AI ${shown.join(", world ")})`;
}

function describeCost(cost: Cost): string {
  if (!isPredictors(cost)) return "-";
  const out = cost.scoredTokens + cost.generatedTokens;
  return `${cost.promptTokens} + ${out} tokens, ${cost.seconds.toFixed(2)} s`;
}

function renderTable(rows: readonly (readonly string[])[], width: number, right: readonly number[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const toLine = (row: readonly string[]): string =>
    row.map((cell, column) => (column === row.length - 1 ? toPrintable(cell) : right.includes(column) ? padStart(cell, widths[column] ?? 0) : padEnd(cell, widths[column] ?? 0))).join("  ");
  return rows.map((row) => `${fit(toLine(row), width).trimEnd()}\n`).join("");
}
