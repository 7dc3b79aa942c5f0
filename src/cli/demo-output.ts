/** @module What `premise demo` shows: one block a question, one line an arm; then cost and right answers, in two tables. */
import { isCannotMeasure } from "../protocol/results.ts";
import type { ArmAnswer, Comparison, ComparisonArm, ComparisonQuestion } from "../report/comparison.ts";
import { describeAll } from "../report/method-sections.ts";
import { type ArmSummary, judge, summariseArms } from "../report/summary.ts";
import type { Colors } from "./colors.ts";
import { fit, padEnd, padStart, toPrintable, wrap } from "./text.ts";

/** `program`: how the reader starts us. */
export type DemoLayout = { readonly width: number; readonly colors: Colors; readonly program: string };

const armWidth = 21;
const steps = " ▁▂▃▄▅▆▇█";

export function renderDemoStart(model: string, chat: string, { width, colors }: DemoLayout): string {
  const notice = `Machine-generated: what follows is what ${model} and ${chat} predict. No person wrote or checked it.`;
  return `${[colors.bold("Five questions: under three premises, bare, and in the chat form"), ...wrap(notice, width).map((line) => colors.dim(line))].join("\n")}\n`;
}

/** A bar and a percentage for each choice; the likeliest stands out, and whether it is right. */
export function renderDemoQuestion(question: ComparisonQuestion, index: number, arms: readonly ComparisonArm[], answers: readonly ArmAnswer[], layout: DemoLayout): string {
  const { width, colors } = layout;
  const title = wrap(`${index + 1}. ${toPrintable(question.text)}`, width).map((line) => colors.bold(line));
  const body = question.choices === null
    ? arms.flatMap((arm, i) => renderSamples(arm, answers[i] as ArmAnswer, layout))
    : [...renderLegend(question, layout), ...arms.map((arm, i) => renderShares(question, arm, answers[i] as ArmAnswer, layout))];
  return `${["", ...title, ...body].join("\n")}\n`;
}

function renderLegend({ choices, right }: ComparisonQuestion, { width, colors }: DemoLayout): string[] {
  const listed = (choices ?? []).map((choice, i) => `${letterOf(i)}\u00a0${toPrintable(choice).replaceAll(" ", "\u00a0")}${choice === right ? "\u00a0✓" : ""}`);
  const lines = wrap(listed.join(" · "), width - 3).map((line) => `   ${line.replaceAll("\u00a0", " ")}`);
  return [...lines.map((line) => colors.dim(line)), colors.dim(`   ${" ".repeat(armWidth)}${listed.map((_, i) => padEnd(`  ${letterOf(i)}`, 8)).join("")}`)];
}

function renderShares(question: ComparisonQuestion, arm: ComparisonArm, answer: ArmAnswer, { colors }: DemoLayout): string {
  const top = answer.answers[0]?.text;
  const verdict = judge(question, answer);
  const cells = (question.choices ?? []).map((choice) => {
    const share = answer.answers.find(({ text }) => text === choice)?.probability ?? 0;
    const cell = padEnd(`${steps[Math.max(1, Math.round(share * 8))] ?? ""}${padStart(String(Math.round(share * 100)), 3)} %`, 8);
    return choice !== top ? colors.dim(cell) : verdict === "right" ? colors.green(cell) : colors.yellow(cell);
  });
  const word = verdict === "right" ? colors.green("right") : colors.yellow(verdict ?? "");
  return `   ${padEnd(fit(arm.label, armWidth), armWidth)}${cells.join("")}${word}  ${colors.dim(padStart(`${answer.cost.seconds.toFixed(2)} s`, 8))}`;
}

function renderSamples(arm: ComparisonArm, { answers, sampling, cost }: ArmAnswer, { width, colors }: DemoLayout): string[] {
  const [first, second] = answers;
  const room = width - armWidth - 9;
  const line = (each: ArmAnswer["answers"][number] | undefined): string => (each === undefined ? "" : `${fit(each.text === "" ? "(nothing)" : toPrintable(each.text), room)} ${colors.dim(`${each.samples ?? 1}×`)}`);
  const rest = (sampling?.samples ?? 0) - (first?.samples ?? 0) - (second?.samples ?? 0);
  const more = [rest > 0 ? `and ${rest} more of ${sampling?.samples ?? 0} samples, ` : "", `${cost.generatedTokens} tokens written in ${cost.seconds.toFixed(2)} s`].join("");
  const indent = " ".repeat(armWidth + 3);
  return [`   ${padEnd(fit(arm.label, armWidth), armWidth)}${line(first)}`, ...(second === undefined ? [] : [indent + line(second)]), colors.dim(indent + more)];
}

const suggestions = [
  ["a question of your own, as a distribution over choices", 'ask "Which gas do plants take in?" --choices oxygen "carbon dioxide" helium'],
  ["the document that the model continues", "premises show expert-panel"],
  ["a premise of your own", "premises new my-premise"],
  ["everything that was just asked, step by step", "runs list"],
] as const;

/** The two accounts, the report's path, and what to try next. */
export function renderDemoEnd(comparison: Comparison, report: string, seconds: number, layout: DemoLayout): string {
  const { colors, width } = layout;
  const summaries = summariseArms(comparison);
  const n = summaries[0]?.quality.n ?? 0;
  const lines = [
    "",
    colors.bold(`What it cost (${comparison.questions.length} questions; ×: of what the raw question costs)`),
    ...renderCost(summaries, colors),
    "",
    colors.bold(`How many were right (n = ${n}: too few to tell the arms apart)`),
    ...renderQuality(summaries, n, colors),
    ...comparison.leftOut.flatMap(({ arm, reason }) => wrap(`Left out: ${arm}, ${reason}.`, width)),
    "",
    ...wrap(`Whom the model predicted, a human or an AI: ${describeAll(comparison.answers.flat().map(({ credence }) => credence.authorIsAi))}. Nothing was watched here, so that the costs are those of the answers alone; \`ask\` watches what it draws.`, width),
    "",
    `Report  ${report}`,
    colors.dim(`${comparison.answers.flat().length} runs recorded in ${seconds.toFixed(0)} s`),
    "",
    colors.bold("Try next"),
    ...suggestions.flatMap(([why, command]) => [colors.dim(`   ${why}`), `   ${layout.program} ${command}`]),
    "",
  ];
  return lines.join("\n");
}

function renderCost(summaries: readonly ArmSummary[], colors: Colors): string[] {
  const rows = summaries.map(({ arm, cost, newTokens, tax: { choices, open } }) => {
    const times = (value: number | undefined): string => (value === undefined ? "–" : `${value.toFixed(2)}×`);
    return [arm.label, String(newTokens), cost.seconds.toFixed(2), times(choices?.newTokens), times(choices?.seconds), times(open?.newTokens), times(open?.seconds)];
  });
  return renderRows([["", "tokens", "seconds", "choices: tok", "s", "open: tok", "s"], ...rows], [armWidth, 8, 9, 14, 7, 11, 7], colors);
}

function renderQuality(summaries: readonly ArmSummary[], n: number, colors: Colors): string[] {
  const rows = summaries.map(({ arm, quality: { right, accuracy, logScore } }) => {
    const [low, high] = isCannotMeasure(accuracy) ? [NaN, NaN] : accuracy.interval;
    return [arm.label, `${right} of ${n}`, `${Math.round(low * 100)} to ${Math.round(high * 100)} %`, isCannotMeasure(logScore) ? "cannot measure" : logScore.toFixed(2)];
  });
  return n === 0 ? ["   cannot measure (too few)"] : renderRows([["", "right", "95 % interval", "log score (nats)"], ...rows], [armWidth, 8, 17, 18], colors);
}

function renderRows(rows: readonly (readonly string[])[], widths: readonly number[], colors: Colors): string[] {
  return rows.map((row, r) => {
    const line = `   ${row.map((cell, i) => (i === 0 ? padEnd(fit(cell, armWidth), widths[0] ?? 0) : padStart(cell, widths[i] ?? 0))).join("")}`;
    return r === 0 ? colors.dim(line) : line;
  });
}

function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}
