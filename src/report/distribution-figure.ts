/** @module One arm's distribution over a question's choices, as one of a row of small multiples. */
import * as Plot from "@observablehq/plot";
import type { ArmAnswer, ComparisonQuestion } from "./comparison.ts";
import { percent } from "./format.ts";
import type { Html } from "./html.ts";
import { color, renderFigure } from "./plot.ts";

const width = 320;
const rowHeight = 36;

/** Choices in the question's order, so that the arms can be compared by eye; the right one has a tick and its own colour. */
export function renderDistribution(question: ComparisonQuestion, answer: ArmAnswer, label: string, id: string): Html {
  const choices = question.choices ?? [];
  const rows = choices.map((text) => ({
    text,
    isRight: text === question.right,
    isTop: text === answer.answers[0]?.text,
    share: answer.answers.find((each) => each.text === text)?.probability ?? 0,
  }));
  const options: Plot.PlotOptions = {
    width,
    height: rowHeight * rows.length + 2,
    margin: 0,
    x: { domain: [0, 1], range: [0, width], axis: null },
    y: { type: "band", domain: choices, range: [0, rowHeight * rows.length], padding: 0, axis: null },
    marks: [
      Plot.barX(rows, { x1: 0, x2: 1, y: "text", fill: color.track, insetTop: 21, insetBottom: 7, rx: 2 }),
      Plot.barX(rows, { x1: 0, x2: "share", y: "text", fill: (row: { isRight: boolean }) => (row.isRight ? color.right : color.bar), insetTop: 21, insetBottom: 7, rx: 2 }),
      renderLabels(rows.filter((row) => row.isTop), "600"),
      renderLabels(rows.filter((row) => !row.isTop), "400"),
      renderNumbers(rows.filter((row) => row.isTop), "600"),
      renderNumbers(rows.filter((row) => !row.isTop), "400"),
    ],
    color: { type: "identity" },
  };
  const told = rows.map((row) => `${row.text} ${percent(row.share)}${row.isRight ? " (right)" : ""}`).join("; ");
  return renderFigure(options, { id, title: `${label}: ${question.text}`, description: told });
}

type Row = { readonly text: string; readonly isRight: boolean; readonly share: number };

function renderLabels(rows: readonly Row[], fontWeight: string): Plot.Markish {
  const text = (row: Row): string => `${row.isRight ? "✓ " : ""}${row.text}`;
  return Plot.text(rows, { frameAnchor: "left", y: "text", text, textAnchor: "start", dy: -8, fill: color.ink, fontWeight, lineWidth: 20, textOverflow: "ellipsis" });
}

function renderNumbers(rows: readonly Row[], fontWeight: string): Plot.Markish {
  return Plot.text(rows, { frameAnchor: "right", y: "text", text: (row: Row) => percent(row.share), textAnchor: "end", dy: -8, fill: color.ink, fontWeight, fontVariant: "tabular-nums" });
}
