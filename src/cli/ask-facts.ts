/** @module How an answer came about, in words. */
import type { AskResult } from "../ask/result.ts";
import type { Cost, Credence, Credences } from "../protocol/results.ts";
import { percent } from "./bars.ts";
import { toPrintable } from "./text.ts";

export function describeScoring({ answers, scoring, statistics, sampling, seed }: AskResult): string {
  if (scoring === "samples" && sampling !== null) {
    const truncated = sampling.topP < 1 ? `, top-p ${sampling.topP}` : "";
    const cut = answers.reduce((sum, answer) => sum + (answer.cut ?? 0), 0);
    const beginnings = cut === 0 ? "" : ` (${cut} cut there, shown with …: only beginnings)`;
    return `${count(sampling.samples, "sample")} at temperature ${sampling.temperature}${truncated}, seed ${seed}, at most ${count(sampling.maxTokens, "token")} each${beginnings}`;
  }
  const mass = statistics.letterMass === null ? "" : ` (the letters have ${percent(statistics.letterMass)} of the probability)`;
  return scoring === "letter" ? `letter${mass}` : scoring;
}

/** One text for each method beside the one that gave the answers. */
export function describeOtherScores({ scores, scoring }: AskResult): string[] {
  return Object.entries(scores ?? {}).filter(([method]) => method !== scoring).map(([method, choices]) => {
    const shares = choices.toSorted((a, b) => b.probability - a.probability).map(({ text, probability }) => `${toPrintable(text)} ${percent(probability)}`);
    return `${method}: ${shares.join(", ")}`;
  });
}

/** One text for both credences, then one for the audit and one for the monitor, where there are any. */
export function describeWatched({ credence, audit, monitor }: AskResult): string[] {
  const changed = monitor?.kind !== "measured" ? [] : [monitor.alarm === null ? `no change of author on the way (p ${monitor.pValue.toFixed(2)})` : `an AI may have taken over at sentence ${monitor.alarm.step} (p ${monitor.pValue.toPrecision(2)})`];
  return [describeCredences(credence), ...(audit === null ? [] : [`audit: ${describeCredences(audit)}`]), ...changed];
}

/** Both in one text. */
export function describeCredences({ authorIsAi, aiInWorld }: Credences): string {
  const parts = [`author is an AI: ${describeCredence(authorIsAi)}`, `AI in its world: ${describeCredence(aiInWorld)}`];
  if (authorIsAi.kind !== "cannot-measure" || aiInWorld.kind !== "cannot-measure" || authorIsAi.reason !== aiInWorld.reason) return parts.join("; ");
  return `author is an AI, AI in its world: ${describeCredence(authorIsAi)}`;
}

function describeCredence(credence: Credence): string {
  if (credence.kind === "cannot-measure") return `cannot measure (${credence.reason.replace(/^.*\//, "").replaceAll("-", " ")})`;
  return `${percent(credence.value)} (${percent(credence.interval[0])} to ${percent(credence.interval[1])})`;
}

export function describeStatistics({ statistics, scoring }: AskResult): string {
  const { tokens, meanLogprob, meanEntropy, surprisal, answerEntropy } = statistics;
  const whose = scoring === "samples" ? "all samples" : "likeliest answer";
  const entropy = meanEntropy === null ? "" : `, entropy ${meanEntropy.toFixed(2)}`;
  return `${whose}: ${count(tokens, "token")}, mean log p ${meanLogprob.toFixed(2)}${entropy}, surprisal ${surprisal.toFixed(2)}; entropy over the answers ${answerEntropy.toFixed(2)} (nats)`;
}

export function describeCost(cost: Cost): string {
  const out = [cost.scoredTokens > 0 ? `${cost.scoredTokens} scored` : "", cost.generatedTokens > 0 ? `${cost.generatedTokens} written` : ""].filter((part) => part !== "");
  return [`${count(cost.promptTokens, "token")} of context (${cost.cachedTokens} cached)`, ...out, `${cost.seconds.toFixed(2)} s`].join(", ");
}

export function describeChanges({ neutralised }: AskResult): string {
  const shown = neutralised.slice(0, 4).map(({ slot, kind, from, to }) => `${slot}: ${kind} ${JSON.stringify(from)} became ${JSON.stringify(to)}`);
  return shown.join("; ") + (neutralised.length > 4 ? `; and ${neutralised.length - 4} more` : "");
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
