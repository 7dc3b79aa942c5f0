/** @module How well each arm answered: the share of right answers with its interval, and the right answer's probability question by question. */
import * as Plot from "@observablehq/plot";
import { isCannotMeasure } from "../protocol/results.ts";
import { percent } from "./format.ts";
import type { Html } from "./html.ts";
import { color, renderFigure } from "./plot.ts";
import type { ArmSummary } from "./summary.ts";

const width = 380;
const rowHeight = 38;

/** A dot for the share that was right, a line for its 95 % interval; the dashed line is what guessing would get. */
export function renderAccuracyFigure(summaries: readonly ArmSummary[], chance: number): Html {
  const rows = summaries.flatMap(({ arm, quality: { accuracy, right, n } }) =>
    isCannotMeasure(accuracy) ? [] : [{ arm: arm.label, value: accuracy.value, low: accuracy.interval[0], high: accuracy.interval[1], text: `${right} of ${n}` }]);
  const marks = [
    Plot.link(rows, { x1: "low", x2: "high", y1: "arm", y2: "arm", stroke: color.bar, strokeWidth: 3, strokeOpacity: 0.55, dy: 9 }),
    Plot.dot(rows, { x: "value", y: "arm", r: 5, fill: color.bar, dy: 9 }),
    renderRight(rows),
  ];
  const told = rows.map(({ arm, text, low, high }) => `${arm} ${text}, interval ${percent(low)} to ${percent(high)}`).join("; ");
  return renderRows(summaries, marks, chance, { id: "quality-accuracy", title: "Share of right answers of each arm, with intervals", description: told });
}

/** A ring for each question, a bar at their mean. */
export function renderProbabilityFigure(summaries: readonly ArmSummary[], chance: number): Html {
  const rows = summaries.flatMap(({ arm, quality }) => quality.probabilities.map((value) => ({ arm: arm.label, value })));
  const means = summaries.filter(({ quality }) => quality.n > 0).map(({ arm, quality: { probabilities } }) => {
    const value = probabilities.reduce((sum, each) => sum + each, 0) / probabilities.length;
    return { arm: arm.label, value, text: `mean ${percent(value)}` };
  });
  const marks = [
    Plot.dot(rows, { x: "value", y: "arm", r: 4, stroke: color.right, strokeWidth: 1.8, dy: 9 }),
    Plot.text(means, { x: "value", y: "arm", text: () => "▎", fill: color.ink, dy: 9, fontSize: 15 }),
    renderRight(means),
  ];
  const told = means.map(({ arm, text }) => `${arm} ${text}`).join("; ");
  return renderRows(summaries, marks, chance, { id: "quality-probability", title: "Probability of the right answer, question by question", description: told });
}

function renderRight(rows: readonly { readonly text: string }[]): Plot.Markish {
  return Plot.text(rows, { frameAnchor: "right", y: "arm", text: "text", textAnchor: "end", dy: -8, fill: color.ink, fontVariant: "tabular-nums" });
}

function renderRows(summaries: readonly ArmSummary[], marks: readonly Plot.Markish[], chance: number, text: Parameters<typeof renderFigure>[1]): Html {
  const labels = summaries.map(({ arm }) => arm.label);
  const height = rowHeight * labels.length + 24;
  const lines = labels.map((arm) => ({ arm }));
  return renderFigure(
    {
      width, height, marginTop: 0, marginLeft: 6, marginRight: 6, marginBottom: 22,
      x: { domain: [0, 1], range: [6, width - 6], ticks: [0, 0.25, 0.5, 0.75, 1], tickFormat: (value: number) => `${value * 100}%`, label: null, tickSize: 3 },
      y: { type: "band", domain: labels, range: [0, rowHeight * labels.length], padding: 0, axis: null },
      marks: [
        Plot.link(lines, { x1: 0, x2: 1, y1: "arm", y2: "arm", stroke: color.track, strokeWidth: 1.5, dy: 9 }),
        Plot.ruleX([chance], { stroke: color.muted, strokeDasharray: "3 3" }),
        ...marks,
        Plot.text(lines, { frameAnchor: "left", y: "arm", text: "arm", textAnchor: "start", dy: -8, dx: -6, fill: color.ink, stroke: "var(--paper)", strokeWidth: 4 }),
      ],
    },
    text,
  );
}
