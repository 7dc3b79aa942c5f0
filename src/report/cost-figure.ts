/** @module What each arm cost, as bars: tokens by kind, and seconds. */
import * as Plot from "@observablehq/plot";
import { decimal, integer } from "./format.ts";
import type { Html } from "./html.ts";
import { color, renderFigure } from "./plot.ts";
import type { ArmSummary } from "./summary.ts";

const width = 380;
const rowHeight = 38;

/** What the bars of tokens are made of, in order; the page's legend names them. */
export const tokenKinds = [
  { name: "context, worked through", fill: color.bar, of: ({ cost }: ArmSummary) => cost.promptTokens - cost.cachedTokens },
  { name: "scored or generated", fill: color.second, of: ({ cost }: ArmSummary) => cost.scoredTokens + cost.generatedTokens },
  { name: "context, cached", fill: color.soft, of: ({ cost }: ArmSummary) => cost.cachedTokens },
] as const;

export function renderTokensFigure(summaries: readonly ArmSummary[]): Html {
  const parts = summaries.flatMap((summary) => tokenKinds.map((kind) => ({ arm: summary.arm.label, fill: kind.fill, tokens: kind.of(summary) })));
  const totals = summaries.map((summary) => ({ arm: summary.arm.label, total: tokenKinds.reduce((sum, kind) => sum + kind.of(summary), 0) }));
  const marks = [
    Plot.barX(parts, { x: "tokens", y: "arm", fill: "fill", insetTop: 20, insetBottom: 6, order: null }),
    Plot.text(totals, { frameAnchor: "right", y: "arm", text: (row: { total: number }) => integer(row.total), textAnchor: "end", dy: -8, fill: color.ink, fontVariant: "tabular-nums" }),
  ];
  const told = totals.map(({ arm, total }) => `${arm} ${integer(total)}`).join("; ");
  return renderBars(summaries, marks, Math.max(...totals.map(({ total }) => total)), { id: "cost-tokens", title: "Tokens of each arm", description: told });
}

export function renderSecondsFigure(summaries: readonly ArmSummary[]): Html {
  const rows = summaries.map(({ arm, cost }) => ({ arm: arm.label, seconds: cost.seconds }));
  const marks = [
    Plot.barX(rows, { x: "seconds", y: "arm", fill: color.bar, insetTop: 20, insetBottom: 6 }),
    Plot.text(rows, { frameAnchor: "right", y: "arm", text: (row: { seconds: number }) => `${decimal(row.seconds)} s`, textAnchor: "end", dy: -8, fill: color.ink, fontVariant: "tabular-nums" }),
  ];
  const told = rows.map(({ arm, seconds }) => `${arm} ${decimal(seconds)} s`).join("; ");
  return renderBars(summaries, marks, Math.max(...rows.map(({ seconds }) => seconds)), { id: "cost-seconds", title: "Seconds of each arm", description: told });
}

function renderBars(summaries: readonly ArmSummary[], marks: readonly Plot.Markish[], most: number, text: Parameters<typeof renderFigure>[1]): Html {
  const labels = summaries.map(({ arm }) => arm.label);
  const height = rowHeight * labels.length + 2;
  const names = Plot.text(labels.map((arm) => ({ arm })), { frameAnchor: "left", y: "arm", text: "arm", textAnchor: "start", dy: -8, fill: color.ink });
  return renderFigure(
    {
      width, height, margin: 0, color: { type: "identity" },
      x: { domain: [0, most], range: [0, width], axis: null },
      y: { type: "band", domain: labels, range: [0, rowHeight * labels.length], padding: 0, axis: null },
      marks: [...marks, names],
    },
    text,
  );
}
