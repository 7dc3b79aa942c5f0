/** @module The page of what a running credence costs, written from its data. */
import { showEstimate } from "../../engine/page.ts";
import type { Part } from "../../engine/results.ts";
import { judge, type Row } from "../../engine/row.ts";
import type { Described } from "../../engine/page.ts";
import { toTable } from "../../common/table.ts";

export function renderPage(parts: readonly Part[], comparisons: readonly Described[]): string {
  return [
    "# What a running credence costs",
    "This page is written by `npm run perf -- credence-overhead`; [the same as data](data/credence-overhead-measured.json). Do not edit it by hand.",
    describeRuns(parts),
    ...comparisons.flatMap((comparison) => describeComparison(comparison, parts.filter((part) => part.comparison === comparison.id))),
  ].join("\n\n") + "\n";
}

function describeRuns(parts: readonly Part[]): string {
  const machines = new Set(parts.map(({ machine: { processor, cores, memoryGb, system, node }, threads, engine }) => `- *Machine.* ${processor}, ${cores} cores, ${memoryGb.toFixed(0)} GB, ${system}, Node ${node.replace(/^v/, "")}; ${threads} threads; ${engine}.`));
  const seeds = [...new Set(parts.map(({ seed }) => seed))].join(", ");
  return [
    ...machines,
    "- *Sides.* All take turns in one run on one loaded model, each beginning every other round or so, after a round that warms them up.",
    `- *Figures.* Seconds a drawn token with the credence over seconds a drawn token without: 1.05 is an overhead of 5 %. The median of the rounds' own ratios, with its 95 % interval by bootstrap over rounds (BCa, 2,000 resamples, seed ${seeds}); n is the number of rounds.`,
    "- *Bars.* What was asked before it was built: free channels at most 5 % (SmolLM2) and 15 % (Gemma), one contrast 35 %, four 120 %, free channels that decide where the native one is needed 30 % on average. `open`: the interval contains the bar.",
  ].join("\n");
}

function describeComparison({ title, method, id }: Described, parts: readonly Part[]): string[] {
  if (parts.length === 0) return [`## ${title}`, method, "Not measured yet."];
  const dates = [...new Set(parts.map(({ date }) => date))].join(", ");
  return [`## ${title}`, method, toTable(["model", "what", "with over without", "bar", "verdict", "behind it"], parts.flatMap(({ model, rows }) => rows.map((row) => [model, ...cellsOf(row)]))), `Measured ${dates} (\`--only ${id}\`).`];
}

function cellsOf(row: Row): string[] {
  const verdict = judge(row);
  const bar = row.bar === null || row.bar.kind === "no-growth" ? "" : `<= ${row.bar.limit}`;
  return [row.name, showEstimate(row.estimate, row.unit), bar, verdict === "none" ? "" : verdict, row.note];
}
