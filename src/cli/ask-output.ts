/** @module What `premise ask` shows people: answers as bars, then how they came about. */
import type { AskResult } from "../ask/result.ts";
import { renderComparison } from "./ask-comparison.ts";
import { describeChanges, describeCost, describeOtherScores, describeScoring, describeStatistics, describeWatched } from "./ask-facts.ts";
import { percent, toBar } from "./bars.ts";
import type { Colors } from "./colors.ts";
import { displayWidth, fit, padEnd, padStart, toPrintable, wrap } from "./text.ts";

export type AskLayout = { readonly width: number; readonly colors: Colors; readonly showPrompt: boolean };

/** Several results are one question's under several premises: choices stand side by side, sampled answers below each other. Ends in a line break. */
export function renderAsk(results: readonly AskResult[], layout: AskLayout): string {
  const head = wrap(toPrintable(results[0]?.question ?? ""), layout.width).map((line) => layout.colors.bold(line));
  const comparison = results.length > 1 ? renderComparison(results, layout) : null;
  const bodies = results.flatMap((result) => [
    "",
    ...(results.length > 1 ? [renderTitle(result.premise.id, layout)] : []),
    ...(layout.showPrompt ? renderPrompts(result, layout) : []),
    ...(comparison === null ? [...renderBars(result, layout), ""] : []),
    ...renderFacts(result, layout),
    "",
    ...wrap(result.disclosure, layout.width).map((line) => layout.colors.dim(line)),
  ]);
  return [...head, ...(comparison === null ? [] : ["", ...comparison]), ...bodies, ""].join("\n");
}

function renderTitle(id: string, { width, colors }: AskLayout): string {
  return colors.cyan(`── ${id} ${"─".repeat(Math.max(0, width - displayWidth(id) - 4))}`);
}

function renderPrompts({ prompts }: AskResult, { width, colors }: AskLayout): string[] {
  return Object.entries(prompts).flatMap(([form, text]) => [
    ...text.split("\n").flatMap((line) => wrapLong(toPrintable(line), width - 2)).map((line) => colors.dim(`│ ${line}`)),
    colors.dim(`╰─ ${form} form`),
    "",
  ]);
}

/** A line that fits keeps its spaces. */
function wrapLong(line: string, width: number): string[] {
  return displayWidth(line) <= width ? [line] : wrap(line, width);
}

function renderBars({ answers }: AskResult, { width, colors }: AskLayout): string[] {
  const texts = answers.map(({ text, cut }) => (text === "" ? "(nothing)" : `${toPrintable(text)}${(cut ?? 0) > 0 ? " …" : ""}`));
  const [numberWidth, countWidth] = [9, answers.some((answer) => answer.samples !== undefined) ? 6 : 0];
  const room = width - numberWidth - countWidth - 4;
  const labelWidth = Math.min(Math.max(12, Math.floor(room * 0.6)), Math.max(...texts.map(displayWidth)));
  const barWidth = Math.min(40, room - labelWidth);
  return answers.map(({ probability, samples }, i) => {
    const label = padEnd(fit(texts[i] ?? "", labelWidth), labelWidth);
    const bar = barWidth < 5 ? "" : `  ${padEnd(toBar(probability, barWidth), barWidth)}`;
    const number = padStart(percent(probability), numberWidth);
    const count = samples === undefined ? "" : colors.dim(padStart(`${samples}×`, countWidth));
    return `  ${i === 0 ? colors.bold(label) : label}${i === 0 ? colors.green(bar) : colors.cyan(bar)}${number}${count}`;
  });
}

function renderFacts(result: AskResult, { width, colors }: AskLayout): string[] {
  const facts: (readonly [string, string])[] = [
    ["premise", `${result.premise.id} (${result.premise.hash.slice(0, 12)})`],
    ["model", result.model],
    ["scoring", describeScoring(result)],
    ...describeOtherScores(result).map((text) => ["", text] as const),
    ...describeWatched(result).map((text, i) => [i === 0 ? "credence" : "", text] as const),
    ["statistics", describeStatistics(result)],
    ["cost", describeCost(result.cost)],
    ...(result.neutralised.length === 0 ? [] : [["changed", describeChanges(result)] as const]),
    ["run", result.runId],
  ];
  return facts.flatMap(([name, text]) => wrap(toPrintable(text), width - 14).map((line, i) => `  ${colors.dim(padEnd(i === 0 ? name : "", 10))}  ${line}`));
}
