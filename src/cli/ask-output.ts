/** @module What `premise ask` shows people: answers as bars, then how they came about. */
import type { AskResult } from "../ask/result.ts";
import type { Cost, Credence } from "../protocol/results.ts";
import type { Colors } from "./colors.ts";
import { displayWidth, fit, padEnd, padStart, toPrintable, wrap } from "./text.ts";

export type AskLayout = { readonly width: number; readonly colors: Colors; readonly showPrompt: boolean };

/** Several results are one question's under several premises. Ends in a line break. */
export function renderAsk(results: readonly AskResult[], layout: AskLayout): string {
  const head = wrap(toPrintable(results[0]?.question ?? ""), layout.width).map((line) => layout.colors.bold(line));
  const bodies = results.flatMap((result) => ["", ...renderResult(result, layout, results.length > 1)]);
  return [...head, ...bodies, ""].join("\n");
}

function renderResult(result: AskResult, layout: AskLayout, isOneOfMany: boolean): string[] {
  const { colors } = layout;
  const title = isOneOfMany ? [colors.cyan(`── ${result.premise.id} ${"─".repeat(Math.max(0, layout.width - displayWidth(result.premise.id) - 4))}`)] : [];
  const prompts = layout.showPrompt ? Object.entries(result.prompts).flatMap(([form, text]) => renderPrompt(form, text, layout)) : [];
  return [...title, ...prompts, ...renderBars(result, layout), "", ...renderFacts(result, layout), "", ...wrap(result.disclosure, layout.width).map((line) => colors.dim(line))];
}

function renderPrompt(form: string, text: string, { width, colors }: AskLayout): string[] {
  return [...text.split("\n").map((line) => colors.dim(`│ ${fit(toPrintable(line), width - 2)}`)), colors.dim(`╰─ ${form} form`), ""];
}

function renderBars({ answers }: AskResult, { width, colors }: AskLayout): string[] {
  const texts = answers.map((answer) => (answer.text === "" ? "(nothing)" : toPrintable(answer.text)));
  const numberWidth = 9;
  const most = Math.max(12, Math.floor((width - numberWidth - 4) * 0.6));
  const labelWidth = Math.min(most, Math.max(...texts.map(displayWidth)));
  const barWidth = Math.min(40, width - labelWidth - numberWidth - 6);
  return answers.map(({ probability, samples }, i) => {
    const label = padEnd(fit(texts[i] ?? "", labelWidth), labelWidth);
    const bar = barWidth < 5 ? "" : `  ${padEnd(toBar(probability, barWidth), barWidth)}`;
    const number = padStart(`${(probability * 100).toFixed(1)} %`, numberWidth);
    const count = samples === undefined ? "" : colors.dim(` ${samples}×`);
    return `  ${i === 0 ? colors.bold(label) : label}${i === 0 ? colors.green(bar) : colors.cyan(bar)}${number}${count}`;
  });
}

/** A bar in eighths of a column; never empty for what is possible. */
function toBar(share: number, width: number): string {
  const eighths = Math.max(share > 0 ? 1 : 0, Math.round(share * width * 8));
  return "█".repeat(Math.floor(eighths / 8)) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
}

function renderFacts(result: AskResult, { width, colors }: AskLayout): string[] {
  const facts: [string, string][] = [
    ["premise", `${result.premise.id} (${result.premise.hash.slice(0, 12)})`],
    ["model", result.model],
    ["scoring", describeScoring(result)],
    ...describeOtherScores(result),
    ["credence", describeCredences(result)],
    ["statistics", describeStatistics(result)],
    ["cost", describeCost(result.cost)],
    ...(result.neutralised.length === 0 ? [] : [["changed", describeChanges(result)] as [string, string]]),
    ["run", result.runId],
  ];
  return facts.flatMap(([name, text]) => wrap(text, width - 14).map((line, i) => `  ${colors.dim(padEnd(i === 0 ? name : "", 10))}  ${line}`));
}

function describeScoring({ scoring, statistics, sampling, seed }: AskResult): string {
  if (scoring === "samples" && sampling !== null) {
    const truncated = sampling.topP < 1 ? `, top-p ${sampling.topP}` : "";
    return `${sampling.samples} samples at temperature ${sampling.temperature}${truncated}, seed ${seed}, at most ${sampling.maxTokens} tokens each`;
  }
  const mass = statistics.letterMass === null ? "" : `; the letters have ${percent(statistics.letterMass)} of the probability`;
  return `${scoring}${mass}`;
}

function describeOtherScores({ scores, scoring }: AskResult): [string, string][] {
  return Object.entries(scores ?? {}).filter(([method]) => method !== scoring).map(([method, choices]) => {
    const shares = choices.toSorted((a, b) => b.probability - a.probability).map(({ text, probability }) => `${toPrintable(text)} ${percent(probability)}`);
    return ["", `${method}: ${shares.join(", ")}`];
  });
}

function describeCredences({ credence }: AskResult): string {
  return `author is an AI: ${describeCredence(credence.authorIsAi)}; AI in its world: ${describeCredence(credence.aiInWorld)}`;
}

function describeCredence(credence: Credence): string {
  if (credence.kind === "cannot-measure") return `cannot measure (${credence.reason.replace(/^.*\//, "").replaceAll("-", " ")})`;
  return `${percent(credence.value)} (${percent(credence.interval[0])} to ${percent(credence.interval[1])})`;
}

function describeStatistics({ statistics, scoring }: AskResult): string {
  const { tokens, meanLogprob, meanEntropy, surprisal, answerEntropy } = statistics;
  const whose = scoring === "samples" ? "all samples" : "likeliest answer";
  const entropy = meanEntropy === null ? "" : `, entropy ${meanEntropy.toFixed(2)}`;
  return `${whose}: ${count(tokens, "token")}, mean log p ${meanLogprob.toFixed(2)}${entropy}, surprisal ${surprisal.toFixed(2)}; entropy over the answers ${answerEntropy.toFixed(2)} (nats)`;
}

function describeCost(cost: Cost): string {
  const out = [cost.scoredTokens > 0 ? `${cost.scoredTokens} scored` : "", cost.generatedTokens > 0 ? `${cost.generatedTokens} written` : ""].filter((part) => part !== "");
  return `${count(cost.promptTokens, "token")} of context (${cost.cachedTokens} of them cached), ${out.join(", ")}, ${cost.seconds.toFixed(2)} s`;
}

function describeChanges({ neutralised }: AskResult): string {
  const shown = neutralised.slice(0, 4).map(({ slot, kind, from, to }) => `${slot}: ${kind} ${JSON.stringify(toPrintable(from))} to ${JSON.stringify(toPrintable(to))}`);
  return shown.join("; ") + (neutralised.length > 4 ? `; and ${neutralised.length - 4} more` : "");
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.001 ? 3 : 1)} %`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
