/** @module A run as a tree in a terminal: one line of numbers a step, and its text below. */
import { errorTable } from "../../errors/table.ts";
import type { Credence, Credences, Step } from "../../protocol/results.ts";
import { hasSeveralPeople, namePerson, readStep, type StepReading } from "../../runs/export/step-reading.ts";
import { layOutTree, type TreeRow } from "../../runs/export/tree.ts";
import type { RunRecord } from "../../runs/run.ts";
import { percent } from "../bars.ts";
import type { Colors } from "../colors.ts";
import { displayWidth, fit, padEnd, padStart, toPrintable, wrap } from "../text.ts";

export type TreeLayout = { readonly width: number; readonly colors: Colors };

const columns = ["OUTCOME", "AUTHOR", "WORLD", "NATS", "TOKENS"] as const;
const widths = [8, 8, 8, 5, 6] as const;
const notMeasured = "n/m";

/** At least 60 columns wide. */
export function renderTree(record: RunRecord, layout: TreeLayout): string {
  const { header, steps, status } = record;
  const { colors, width } = layout;
  const head = [...wrap(toPrintable(header.title), width).map((line) => colors.bold(line)), colors.dim(`${header.kind} ${header.id}, ${status}`), ""];
  if (steps.length === 0) return [...head, "No step was finished.", ""].join("\n");
  const rows = layOutTree(steps);
  const several = hasSeveralPeople(steps);
  const room = width - widths.reduce((sum, each) => sum + each + 2, 0);
  const label = Math.min(room, Math.max(12, ...rows.map((row) => displayWidth(toLabel(row, several)))));
  const titles = `${padEnd("STEP", label)}  ${columns.map((name, i) => (i === 0 ? padEnd(name, widths[0]) : padStart(name, widths[i] ?? 0))).join("  ")}`;
  return [...head, colors.dim(titles), ...rows.flatMap((row) => renderRow(row, fit(toLabel(row, several), label), label, layout)), "", ...renderLegend(steps, layout), ""].join("\n");
}

function renderRow(row: TreeRow, name: string, label: number, { width, colors }: TreeLayout): string[] {
  const reading = readStep(row.step);
  const { authorIsAi, aiInWorld } = row.step.credences ?? {};
  const numbers = [describeCredence(authorIsAi), describeCredence(aiInWorld), reading.surprisal?.toFixed(2) ?? "", reading.tokens === null ? "" : String(reading.tokens)];
  const outcome = outcomeOf(row.step, reading);
  const line = `${padEnd(name, label)}  ${paint(outcome, colors)(padEnd(outcome, widths[0]))}  ${numbers.map((text, i) => padStart(text, widths[i + 1] ?? 0)).join("  ")}`.trimEnd();
  const margin = `${"│ ".repeat(row.lane)}${row.goesOn ? "│ " : "  "}`;
  const texts = [...(reading.inserted === null || reading.predicted !== null ? [] : [`+ ${reading.inserted.trim()}`]), ...(reading.predicted === null ? [] : [JSON.stringify(reading.predicted)])];
  return [line, ...texts.map((text) => colors.dim(`${margin}  ${fit(toPrintable(text), width - displayWidth(margin) - 2)}`))];
}

function toLabel({ step, lane, opens }: TreeRow, hasSeveral: boolean): string {
  const reading = readStep(step);
  const before = lane === 0 ? "" : `${"│ ".repeat(lane - 1)}${opens ? "├─" : "│ "}`;
  return `${before}${reading.kept === false ? "○" : "●"} ${toPrintable(namePerson(reading, hasSeveral))}`;
}

export function outcomeOf({ verdict }: Step, { kept }: StepReading): string {
  if (kept !== null) return kept ? "kept" : "refused";
  return verdict?.action ?? "";
}

function paint(outcome: string, colors: Colors): (text: string) => string {
  if (outcome === "kept" || outcome === "accept") return colors.green;
  return outcome === "stop" ? colors.red : colors.yellow;
}

function describeCredence(credence: Credence | undefined): string {
  if (credence === undefined) return "";
  return credence.kind === "measured" ? percent(credence.value) : notMeasured;
}

/** Every reason why something was not measured is said once, with how many steps it is true of. */
function renderLegend(steps: readonly Step[], { width, colors }: TreeLayout): string[] {
  const what = "AUTHOR, WORLD: credence that the predicted author is an AI, and that capable AI exists in the depicted world, from the recorded prior; the gate may weigh it from a higher one. NATS: surprisal a token. ○ refused draft, + text that was put in.";
  const all = steps.flatMap(({ credences }) => Object.values((credences ?? {}) as Partial<Credences>).flatMap((each) => (each.kind === "cannot-measure" ? [each.reason] : [])));
  const reasons = [...Map.groupBy(all, (reason) => reason)].map(([reason, { length }]) => `${notMeasured}, ${length}×: cannot measure. ${errorTable[reason]?.message ?? reason}`);
  return [what, ...reasons].flatMap((text) => wrap(toPrintable(text), width)).map((line) => colors.dim(line));
}
