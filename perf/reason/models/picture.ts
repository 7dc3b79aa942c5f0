/** @module Three pictures: parts of what thinking brings, policies less plain chains, and evidence of two decompositions less a person's. */
import * as Plot from "@observablehq/plot";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { addLegend, plotSvg } from "../../common/svg.ts";
import { taskNames } from "./findings.ts";
import { credenceNames, type Measured } from "./reduce.ts";
import type { ModelReport } from "./report.ts";

type Dot = { readonly panel: string; readonly row: string; readonly kind: string; readonly value: number; readonly low: number; readonly high: number };

const colors = ["#2166ac", "#b35806", "#4d9221", "#762a83"] as const;

export function drawHelps(models: readonly ModelReport[]): string {
  const names = ["total", "compute", "reasoner", "content", "bound"] as const;
  const dots = models.flatMap(({ model, helps }) => helps.flatMap(({ task, logScore }) => names.flatMap((part) => toDot(model, part, taskNames[task], logScore.parts[part]))));
  return drawDots(dots, { rows: names, kinds: Object.values(taskNames), label: "log score gained, nats a question" });
}

export function drawPolicies(models: readonly ModelReport[]): string {
  const names = ["plain", "plain-more", "direct", "stop", "resample", "re-anchor", "panel"];
  const kinds = Object.values(taskNames).flatMap((task) => [`${task}, less one plain chain`, `${task}, less as many tokens`]);
  const dots = models.flatMap(({ model, policies }) => policies.flatMap(({ task, against }) => against.flatMap((each) =>
    toDot(model, each.arm, `${taskNames[task]}, less ${each.against === "plain" ? "one plain chain" : "as many tokens"}`, each.logScore))));
  return drawDots(dots, { rows: names.filter((name) => dots.some(({ row }) => row === name)), kinds, label: "difference in log score, nats a question" });
}

export function drawDecompositions(models: readonly ModelReport[]): string {
  const places = { nats: "own documents", yardstick: "by-person's documents" } as const;
  const dots = models.flatMap(({ model, decompositions }) => decompositions.credences.flatMap((each) => credenceNames.flatMap((name) => (Object.keys(places) as (keyof typeof places)[]).flatMap((of) =>
    toDot(model, `${each.arm}: ${name}`, places[of], each[of][name])))));
  const rows = ["by-strengths", "told-of-machine"].flatMap((arm) => credenceNames.map((name) => `${arm}: ${name}`));
  return drawDots(dots, { rows, kinds: Object.values(places), label: "evidence less by-person's, nats a text" });
}

function toDot(panel: string, row: string, kind: string, measured: Measured): Dot[] {
  return isCannotMeasure(measured) ? [] : [{ panel, row, kind, value: measured.value, low: measured.interval[0], high: measured.interval[1] }];
}

/** A dot with its interval; kinds of one row lie side by side. */
function drawDots(dots: readonly Dot[], { rows, kinds, label }: { readonly rows: readonly string[]; readonly kinds: readonly string[]; readonly label: string }): string {
  const color = (kind: string): string => colors[kinds.indexOf(kind) % colors.length] ?? "black";
  const spread = 0.2;
  const place = ({ row, kind }: Dot): number => rows.indexOf(row) + (kinds.indexOf(kind) - (kinds.length - 1) / 2) * spread;
  const top = 40 + 20 * Math.ceil(kinds.length / 2);
  const svg = plotSvg({
    width: 960, height: top + 60 + 48 * Math.max(1, rows.length), marginLeft: 190, marginRight: 20, marginTop: top, marginBottom: 50,
    x: { label: `${label} (line: no difference)`, labelOffset: 42, grid: true, nice: true, ticks: 5 },
    y: { label: null, domain: [rows.length - 0.5, -0.5], ticks: rows.map((_, i) => i), tickFormat: (i: number) => rows[i] ?? "", tickSize: 0 },
    fx: { label: null, domain: [...new Set(dots.map(({ panel }) => panel))], padding: 0.08 },
    marks: [
      Plot.ruleX([0], { stroke: "#888" }),
      Plot.link(dots, { fx: "panel", x1: "low", x2: "high", y1: place, y2: place, stroke: (dot: Dot) => color(dot.kind), strokeWidth: 1.5 }),
      Plot.dot(dots, { fx: "panel", x: "value", y: place, fill: (dot: Dot) => color(dot.kind), r: 3.5 }),
    ],
  });
  return `${addLegend(svg, kinds.map((title, i) => ({ title, color: color(title), x: 190 + 330 * (i % 2), y: 16 + 20 * Math.floor(i / 2) })))}\n`;
}
