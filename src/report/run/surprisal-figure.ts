/** @module How surprising each draft was to the model that wrote it, in nats a token. */
import * as Plot from "@observablehq/plot";
import { decimal } from "../format.ts";
import type { Html } from "../html.ts";
import { color, renderFigure } from "../plot.ts";
import type { Point } from "./points.ts";
import { pickTicks } from "./ticks.ts";

const size = { width: 420, height: 240, marginLeft: 46, marginRight: 10, marginTop: 12, marginBottom: 34 } as const;

/** null where no draft tells. */
export function renderSurprisalFigure(points: readonly Point[]): Html | null {
  const bars = points.flatMap(({ place, isRefused, reading: { surprisal, name } }) => (surprisal === null || !Number.isFinite(surprisal) ? [] : [{ low: place - 0.35, high: place + 0.35, surprisal, isRefused, name }]));
  if (bars.length === 0) return null;
  const bar = { x1: "low", x2: "high", y1: 0, y2: "surprisal" } as const;
  const marks = [
    Plot.gridY({ stroke: color.line, strokeOpacity: 0.7, ticks: 5 }),
    Plot.rect(bars.filter(({ isRefused }) => !isRefused), { ...bar, fill: color.bar }),
    Plot.rect(bars.filter(({ isRefused }) => isRefused), { ...bar, fill: color.second, fillOpacity: 0.55 }),
    ...pickTicks(points),
  ];
  const told = bars.map(({ name, surprisal, isRefused }) => `${name}: ${decimal(surprisal)}${isRefused ? ", refused" : ""}`).join("; ");
  const top = Math.max(...bars.map(({ surprisal }) => surprisal), 0.1);
  return renderFigure({ ...size, marks, x: { domain: [-0.5, points.length - 0.5], axis: null }, y: { domain: [0, top * 1.05], ticks: 5, tickSize: 0, label: null } }, { id: "surprisal", title: "Surprisal of each draft in nats a token", description: told });
}
