/** @module The pictures: whom right steps speak for, quality against tokens, and what more tries do to a noisy gate. */
import * as Plot from "@observablehq/plot";
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../../src/protocol/results.ts";
import type { PolicyName } from "../../../src/reason/policies.ts";
import { addLegend, type LegendEntry, plotSvg } from "../../common/svg.ts";
import { bestAt, type Optimum } from "./best.ts";
import type { ByTries, Policies } from "./measure.ts";
import type { Selected } from "./selected.ts";
import { tokensOfStep, triesCompared } from "./setting.ts";

const colors = { closed: "#999999", right: "#2166ac", all: "#b35806" } as const;
const curves = { limited: "#1b7837", unlimited: "#762a83" } as const;

/** A panel a chain: after each number of right steps, and over all runs. */
export function renderSelected(selected: readonly Selected[]): string {
  const points = selected.flatMap(({ world, premise, task, right, unselected }) => [
    ...right.map((point) => ({ panel: `${world}: ${premise}, ${task}`, kind: "right" as const, ...point })),
    ...unselected.map((point) => ({ panel: `${world}: ${premise}, ${task}`, kind: "all" as const, ...point })),
  ]).map((point) => ({ ...point, ...spanOf(point.measured) }));
  const marks = (["all", "right"] as const).flatMap((kind) => {
    const own = points.filter((point) => point.kind === kind);
    return [
      Plot.line(own, { fx: "panel", x: "at", y: "closed", z: "panel", stroke: colors.closed, strokeWidth: 3 }),
      Plot.ruleX(own.filter(isDrawn), { fx: "panel", x: "at", y1: "low", y2: "high", stroke: colors[kind], strokeWidth: 1.5 }),
      Plot.dot(own.filter(isDrawn), { fx: "panel", x: "at", y: "value", fill: colors[kind], r: 3.5 }),
    ];
  });
  const drawn = draw({ width: 960, height: 380, marginTop: 60, x: { label: "steps", labelAnchor: "center", labelOffset: 38 }, y: { label: "P(author is an AI)", domain: [0, 1], grid: true }, fx: { label: null }, marks });
  return legend(drawn, [
    { title: "all of them right: share of AI authors", color: colors.right, x: 200, y: 16 },
    { title: "over all runs: mean posterior", color: colors.all, x: 480, y: 16 },
    { title: "closed form", color: colors.closed, x: 730, y: 16 },
  ]);
}

/** The most that runs can come to with so many tokens on average, and where the policies are. */
export function renderFrontier(optimum: Optimum, { measured }: Policies): string {
  const spent = Array.from({ length: 58 }, (_, i) => 20 + i / 2);
  const lines = (["limited", "unlimited"] as const).flatMap((kind) => spent.map((tokens) => ({ kind, tokens, quality: bestAt(optimum, kind, tokens / tokensOfStep) })));
  const dots = measured.flatMap(({ policy, error, tokens, quality }) => {
    // Without a policy every run draws as many.
    const drawnTokens = policy === "none" ? optimum.none.drafts * tokensOfStep : isCannotMeasure(tokens) ? null : tokens.value;
    if (drawnTokens === null || isCannotMeasure(quality)) return [];
    return [{ policy, isNoisy: error > 0, tokens: drawnTokens, quality: quality.value, ...spanOf(quality) }];
  });
  const color = (policy: PolicyName): string => ({ none: "#222222", stop: "#b2182b", resample: "#2166ac", "re-anchor": "#e08214", panel: "#01665e" })[policy];
  const drawn = draw({
    width: 960, height: 460, marginTop: 30,
    x: { label: "tokens drawn, by started run", labelAnchor: "center", labelOffset: 38, grid: true, domain: [20, 48.5] },
    y: { label: "share of steps that are right, by started run", domain: [0.2, 1], grid: true },
    marks: [
      ...(["limited", "unlimited"] as const).map((kind) => Plot.line(lines.filter((each) => each.kind === kind), { x: "tokens", y: "quality", stroke: curves[kind], strokeWidth: 2 })),
      Plot.ruleX(dots.filter(isDrawn), { x: "tokens", y1: "low", y2: "high", stroke: ({ policy }: (typeof dots)[number]) => color(policy), strokeWidth: 1.5 }),
      Plot.dot(dots, { x: "tokens", y: "quality", fill: ({ policy, isNoisy }: (typeof dots)[number]) => (isNoisy ? "white" : color(policy)), stroke: ({ policy }: (typeof dots)[number]) => color(policy), r: 4 }),
    ],
  });
  const policies = [...new Set(dots.map(({ policy }) => policy))];
  return legend(drawn, [
    { title: "optimum without a limit", color: curves.unlimited, x: 640, y: 250 },
    { title: "optimum under the limit", color: curves.limited, x: 640, y: 270 },
    ...policies.map((policy, i) => ({ title: policy, color: color(policy), x: 640, y: 300 + 20 * i })),
  ]);
}

/** Share of answered runs truly above the limit where it is not tightened, by tries. */
export function renderTries(byTries: ByTries, maxShare: number): string {
  const errors = [...new Set(byTries.map(({ error }) => String(error)))];
  // Beside each other, or one's interval would hide the other's.
  const dots = byTries.flatMap(({ tries, error, over }) => (isCannotMeasure(over) ? [] : [{ tries: tries * 1.04 ** errors.indexOf(String(error)), error: String(error), value: over.value, ...spanOf(over) }]));
  const palette = [colors.right, colors.all];
  const drawn = draw({
    width: 640, height: 360, marginTop: 30, marginRight: 30,
    x: { type: "log", base: 2, label: "tries of a step", labelAnchor: "center", labelOffset: 38, tickFormat: String, ticks: [...triesCompared] },
    y: { label: "answered runs truly above the limit", grid: true, domain: [0, Math.max(2 * maxShare, ...dots.map(({ high = 0 }) => high))] },
    color: { domain: errors, range: palette },
    marks: [
      Plot.ruleY([maxShare], { stroke: "#888", strokeDasharray: "4,4" }),
      Plot.line(dots, { x: "tries", y: "value", stroke: "error", strokeWidth: 2 }),
      Plot.ruleX(dots.filter(isDrawn), { x: "tries", y1: "low", y2: "high", stroke: "error", strokeWidth: 1.5 }),
      Plot.dot(dots, { x: "tries", y: "value", fill: "error", r: 3.5 }),
    ],
  });
  return legend(drawn, errors.map((error, i) => ({ title: `error of ${error} nats a draft`, color: palette[i] ?? "#222", x: 260 + 190 * i, y: 16 })));
}

type Span = { readonly value?: number; readonly low?: number; readonly high?: number };

function spanOf(estimate: Estimate | CannotMeasure): Span {
  return isCannotMeasure(estimate) ? {} : { value: estimate.value, low: estimate.interval[0], high: estimate.interval[1] };
}

function isDrawn(point: Span): boolean {
  return point.low !== undefined;
}

function legend(svg: string, entries: readonly LegendEntry[]): string {
  return `${addLegend(svg, entries)}\n`;
}

function draw(options: Plot.PlotOptions): string {
  return plotSvg({ marginBottom: 45, marginLeft: 45, ...options });
}
