/** @module The page of what was measured, written from its data. */
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../src/protocol/results.ts";
import { judge, type Row, type Unit } from "./row.ts";
import type { Machine } from "./machine.ts";
import type { Part } from "./results.ts";
import { toTable } from "../common/table.ts";

export type Described = { readonly id: string; readonly title: string; readonly method: string };

/** Markdown. A comparison that was not measured yet says so. */
export function renderPage(parts: readonly Part[], comparisons: readonly Described[]): string {
  return [
    "# Speed and memory of the engine",
    "This page is written by `npm run perf -- engine`; [the same as data](data/engine-measured.json). Do not edit it by hand. `scripts/peers/make-peers.sh` builds the peers.",
    "![Every ratio with its 95 % interval and its bar](pictures/engine.svg)",
    describeRuns(parts),
    ...comparisons.flatMap((comparison) => describeComparison(comparison, parts)),
  ].join("\n\n") + "\n";
}

function describeRuns(parts: readonly Part[]): string {
  const lines = new Set(parts.map(({ machine, threads, engine }) => `- *Machine.* ${showMachine(machine)}; ${threads} threads on both sides; ${engine}.`));
  const seeds = [...new Set(parts.map(({ seed }) => seed))].join(", ");
  return [
    ...lines,
    "- *Sides.* Ours and the peer take turns in one run, each beginning every other round or so, after a round that warms both up. Each side's model stays loaded, save for peers that are programs of one run.",
    `- *Figures.* A ratio is the median of the rounds' own ratios, with its 95 % interval by bootstrap over rounds (BCa, 2,000 resamples, seed ${seeds}); n is the number of rounds. Above 1, ours is faster, unless a row says otherwise.`,
    "- *Bars.* What was asked of the engine before it was built. `open`: the interval contains the bar.",
  ].join("\n");
}

function showMachine({ processor, cores, memoryGb, system, node }: Machine): string {
  return `${processor}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node.replace(/^v/, "")}`;
}

function describeComparison({ id, title, method }: Described, parts: readonly Part[]): string[] {
  const own = parts.filter(({ comparison }) => comparison === id);
  const table = own.length === 0 ? "Not measured yet." : renderTable(own);
  const dates = [...new Set(own.map(({ date }) => date))].join(", ");
  return [`## ${title}`, method, table, ...(own.length === 0 ? [] : [`Measured ${dates} (\`--only ${id}\`).`])];
}

function renderTable(parts: readonly Part[]): string {
  const rows = parts.flatMap(({ model, rows: each }) => each.map((row) => [model, row.name, showEstimate(row.estimate, row.unit), showBar(row), judge(row) === "none" ? "" : judge(row), row.note]));
  const head = ["model", "what", "figure", "bar", "verdict", "behind it"];
  return toTable(head, rows);
}

export function showEstimate(estimate: Estimate | CannotMeasure, unit: Unit): string {
  if (isCannotMeasure(estimate)) return `cannot measure (${estimate.reason.replace("cannot-measure/", "")})`;
  const { value, interval, n } = estimate;
  const text = (each: number): string => each.toFixed(digitsOf(each, unit));
  const suffix = unit === "ratio" ? "" : ` ${unit}`;
  return interval[0] === interval[1] ? `${text(value)}${suffix}` : `${text(value)} [${text(interval[0])}, ${text(interval[1])}]${suffix}, n = ${n}`;
}

function digitsOf(value: number, unit: Unit): number {
  if (unit === "nats") return 4;
  const size = Math.abs(value);
  if (unit === "ratio") return size < 10 ? 3 : 1;
  return size < 100 ? 1 : 0;
}

function showBar({ bar, unit }: Row): string {
  if (bar === null) return "";
  if (bar.kind === "no-growth") return "none above 0";
  return `${bar.kind === "least" ? ">=" : "<="} ${bar.limit}${unit === "ratio" ? "" : ` ${unit}`}`;
}
