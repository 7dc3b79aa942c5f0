/** @module The names of drafts below a figure: all of them, or as many as have room. */
import * as Plot from "@observablehq/plot";
import { color } from "../plot.ts";
import type { Point } from "./points.ts";

const most = 12;

export function pickTicks(points: readonly Point[]): Plot.Markish[] {
  const every = Math.ceil(points.length / most);
  const shown = points.filter(({ place }) => place % every === 0);
  return [Plot.text(shown, { x: "place", text: "label", frameAnchor: "bottom", dy: 16, fill: color.muted, fontVariant: "tabular-nums" })];
}
