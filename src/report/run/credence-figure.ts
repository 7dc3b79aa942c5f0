/** @module One credence over a run's drafts, on a scale of log odds, with the limit that the gate goes by. */
import * as Plot from "@observablehq/plot";
import { toLogOdds } from "../../stats/log-space.ts";
import { percent } from "../format.ts";
import type { Html } from "../html.ts";
import { color, renderFigure } from "../plot.ts";
import { credenceTitles, type Point, type Question, weighed } from "./points.ts";
import { pickTicks } from "./ticks.ts";

const size = { width: 420, height: 240, marginLeft: 46, marginRight: 10, marginTop: 12, marginBottom: 34 } as const;
/** Beyond these a value stands at the edge; what was not measured stands below the lower one. */
const edge = toLogOdds(0.999);
const unmeasuredAt = -edge - 1.3;
const ticks = [0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999];

type Dot = { readonly place: number; readonly at: number; readonly low: number; readonly high: number; readonly value: number; readonly point: Point };

export function renderCredenceFigure(points: readonly Point[], question: Question, { limit, leastPrior }: { readonly limit: number | null; readonly leastPrior: number | null }): Html {
  const dots = points.flatMap((point): Dot[] => {
    const found = weighed(point.step.credences?.[question], leastPrior);
    return found === null ? [] : [{ place: point.place, at: clamp(found.value), low: clamp(found.interval[0]), high: clamp(found.interval[1]), value: found.value, point }];
  });
  const unmeasured = points.filter(({ step }) => step.credences?.[question]?.kind === "cannot-measure");
  const radius = Math.max(1.5, Math.min(4, 120 / points.length));
  const marks = [
    Plot.gridY(ticks.map(toLogOdds), { stroke: color.line, strokeOpacity: 0.7 }),
    ...(limit === null ? [] : [Plot.ruleY([clamp(limit)], { stroke: color.second, strokeWidth: 1.5, strokeDasharray: "5 4" })]),
    Plot.ruleX(dots, { x: "place", y1: "low", y2: "high", stroke: color.bar, strokeWidth: 4, strokeOpacity: 0.3 }),
    renderLinks(dots),
    Plot.dot(dots.filter(({ point }) => !point.isRefused), { x: "place", y: "at", r: radius, fill: color.bar }),
    Plot.dot(dots.filter(({ point }) => point.isRefused), { x: "place", y: "at", r: radius + 1, symbol: "times", stroke: color.second, strokeWidth: 2 }),
    Plot.dot(unmeasured, { x: "place", y: () => unmeasuredAt, r: radius * 0.75, stroke: color.muted }),
    ...pickTicks(points),
  ];
  const told = [limit === null ? "no limit" : `limit ${percent(limit)}`, ...points.map((point) => `${point.reading.name}: ${tell(dots.find((dot) => dot.point === point), point)}`)].join("; ");
  return renderFigure({
    ...size, marks,
    x: { domain: [-0.5, points.length - 0.5], axis: null },
    y: { domain: [unmeasuredAt - 0.5, edge + 0.3], ticks: [unmeasuredAt, ...ticks.map(toLogOdds)], tickFormat: (at: number) => (at === unmeasuredAt ? "not m." : nameTick(at)), tickSize: 0, label: null },
  }, { id: `credence-${question}`, title: credenceTitles[question], description: told });
}

/** From each draft to the kept one that it goes on from; to refused ones dashed. */
function renderLinks(dots: readonly Dot[]): Plot.Markish[] {
  const byPlace = new Map(dots.map((dot) => [dot.place, dot]));
  const links = dots.flatMap((to) => {
    const from = to.point.from === null ? undefined : byPlace.get(to.point.from);
    return from === undefined ? [] : [{ x1: from.place, y1: from.at, x2: to.place, y2: to.at, isRefused: to.point.isRefused }];
  });
  const place = { x1: "x1", y1: "y1", x2: "x2", y2: "y2" } as const;
  return [
    Plot.link(links.filter(({ isRefused }) => !isRefused), { ...place, stroke: color.bar, strokeWidth: 1.5 }),
    Plot.link(links.filter(({ isRefused }) => isRefused), { ...place, stroke: color.second, strokeWidth: 1.2, strokeDasharray: "2 3" }),
  ];
}

function tell(dot: Dot | undefined, { isRefused }: Point): string {
  return `${dot === undefined ? "not measured" : percent(dot.value)}${isRefused ? ", refused" : ""}`;
}

function clamp(probability: number): number {
  return Math.max(-edge, Math.min(edge, toLogOdds(probability)));
}

function nameTick(at: number): string {
  const value = ticks.find((tick) => Math.abs(toLogOdds(tick) - at) < 1e-9) ?? 0;
  return `${Number((value * 100).toPrecision(3))}%`;
}
