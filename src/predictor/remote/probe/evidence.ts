/** @module What is held against a server's scores: answers gathered by asking, judged by one small rule for each lie. */
import type { WireToken } from "../wire/completion.ts";
import type { ScoreWay, WireScore } from "../wire/scores.ts";
import { distrustScores, type ScoringVerdict } from "./verdict.ts";

/** A likeliest next token, sampled after the first `place` tokens of a text, and the score of these, that token and two more. */
export type NextToken = { readonly place: number; readonly logprob: number; readonly ids: readonly number[]; readonly score: WireScore };

export type Evidence = {
  readonly way: ScoreWay;
  readonly documents: readonly (readonly number[])[];
  /** What each of their tokens reads. */
  readonly texts: readonly (readonly string[])[];
  readonly first: readonly WireScore[];
  readonly second: readonly WireScore[];
  /** All documents in one request; null when the server takes one prompt at a time. */
  readonly together: readonly WireScore[] | null;
  readonly next: readonly NextToken[];
  /** How many tokens the vocabulary has, if a row may name all of them. */
  readonly vocabularySize: number;
};

/**
 * Differences in nats at which two answers to one question are still the same. Quantised weights move a token's log-probability by 0.07 in the mean, and an unlikely token's by
 * 0.6, from one batch shape to another (docs/golden.md); a wrong position or base moves all of them by more. `next` is for likeliest tokens, which move least.
 */
export const tolerance = { mean: 0.1, single: 1, next: 0.3 } as const;

type Rule = (evidence: Evidence) => ScoringVerdict | null;

/** The first lie that the evidence shows; null when it shows none. The order matters: what comes first would look like what comes later. */
export function judge(evidence: Evidence): ScoringVerdict | null {
  for (const rule of [echoDropped, counts, otherTokens, noLogarithms, unsteady, alignment, sums, firstKnown, topOnly, batchDiffers]) {
    const found = rule(evidence);
    if (found !== null) return found;
  }
  return null;
}

const echoDropped: Rule = ({ first }) => (first.some(({ tokens }) => tokens === null) ? distrustScores("echo-dropped", "it gives no log-probabilities of the prompt") : null);

const counts: Rule = ({ way, documents, first }) => {
  for (const [i, { tokens, promptTokens }] of first.entries()) {
    const sent = documents[i]?.length ?? 0;
    const extra = way.dialect === "echo" ? way.maxTokens : 0;
    const found = tokens?.length ?? 0;
    if (promptTokens === sent + 1 || (found === sent + extra + 1 && promptTokens !== sent)) return distrustScores("bos-added", `it read ${sent + 1} tokens where ${sent} were sent`);
    // A generated token may be missing (llama-cpp-python's server leaves it out), one of the prompt may not.
    if (found !== sent && found !== sent + extra) return distrustScores("wrong-counts", `${found} log-probabilities for ${sent} tokens${extra === 1 ? " and one more" : ""}`);
  }
  return null;
};

const otherTokens: Rule = ({ documents, texts, first }) => {
  const isOther = (token: WireToken | undefined, id: number, text: string): boolean => (token?.id ?? id) !== id || (token?.id === null && isReadable(token.text) && isReadable(text) && token.text !== text);
  const wrong = first.flatMap(({ tokens }, i) => (documents[i] ?? []).filter((id, place) => isOther(tokens?.[place], id, texts[i]?.[place] ?? "")));
  return wrong.length > 0 ? distrustScores("other-tokens", `${wrong.length} tokens came back as others`) : null;
};

const noLogarithms: Rule = ({ first }) => {
  const tokens = first.flatMap(({ tokens: all }) => all ?? []);
  if (tokens.some(({ logprob }) => Number.isNaN(logprob))) return distrustScores("not-natural-log", "a log-probability is NaN");
  if (tokens.some(({ logprob }) => (logprob ?? 0) > 1e-4)) return distrustScores("not-natural-log", "a log-probability is above 0");
  return null;
};

/** After the alignment, since rows at the wrong place sum to anything. */
const sums: Rule = ({ first, vocabularySize }) => {
  for (const { top } of first.flatMap(({ tokens }) => tokens ?? [])) {
    const mass = top.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
    if (mass > 1.01) return distrustScores("not-natural-log", `the probabilities at one place sum to at least ${mass.toFixed(2)}`);
    if (top.length >= vocabularySize && mass < 0.99) return distrustScores("not-natural-log", `the probabilities of all tokens sum to ${mass.toFixed(2)}`);
  }
  return null;
};

const unsteady: Rule = ({ first, second }) => {
  const { mean, largest } = compare(first, second);
  return mean > tolerance.mean || largest > tolerance.single ? distrustScores("unsteady", `the same text scored twice differs by up to ${largest.toFixed(2)} nats a token`) : null;
};

/** The likeliest next token must have, once it is part of the text, the log-probability that it was sampled with. */
const alignment: Rule = ({ next }) => {
  if (next.length === 0) return distrustScores("misaligned", "it gives no next token to compare its scores with");
  const isNear = (a: number | null | undefined, b: number): boolean => a !== null && a !== undefined && Math.abs(a - b) <= tolerance.next;
  if (next.every(({ place, logprob, score }) => isNear(at(score, place)?.logprob, logprob))) return null;
  for (const shift of [-1, 1]) {
    const isThere = next.every(({ place, logprob, score }) => isNear(at(score, place + shift)?.logprob, logprob) || isNear(likeliestOf(at(score, place + shift)), logprob));
    if (isThere) return distrustScores("one-position-off", `what belongs to a token stands at the token ${shift < 0 ? "before" : "behind"} it`);
  }
  const ratios = next.filter(({ logprob }) => logprob < -0.05).map(({ place, logprob, score }) => (at(score, place)?.logprob ?? Number.NaN) / logprob);
  const [ratio = Number.NaN] = ratios;
  if (ratios.length > 1 && ratios.every((other) => Math.abs(other / ratio - 1) < 0.02)) return distrustScores("not-natural-log", `its scores are ${ratio.toFixed(3)} times what its samples report`);
  return distrustScores("misaligned", "a token that was sampled scores otherwise than it was reported");
};

const firstKnown: Rule = ({ first }) => {
  const known = first.find(({ tokens }) => (tokens?.[0]?.logprob ?? null) !== null);
  return known === undefined ? null : distrustScores("bos-added", "the first token has a log-probability, so something stands before it");
};

const topOnly: Rule = ({ documents, first }) => {
  const missing = first.reduce((sum, { tokens }, i) => sum + (tokens ?? []).slice(1, documents[i]?.length ?? 0).filter(({ logprob }) => logprob === null).length, 0);
  return missing > 0 ? distrustScores("top-k-only", `${missing} tokens that are not among the likeliest have no log-probability`) : null;
};

const batchDiffers: Rule = ({ first, together }) => {
  if (together === null) return null;
  const { mean, largest } = compare(first, together);
  return mean > tolerance.mean || largest > tolerance.single ? distrustScores("batch-differs", `texts scored together differ by up to ${largest.toFixed(2)} nats a token from each alone`) : null;
};

/** Differences token by token; what is missing on one side alone counts as infinite. */
export function compare(a: readonly WireScore[], b: readonly WireScore[]): { readonly mean: number; readonly largest: number } {
  const differences = a.flatMap(({ tokens }, i) => (tokens ?? []).map(({ logprob }, place) => differenceOf(logprob, b[i]?.tokens?.[place]?.logprob ?? null)));
  return { mean: differences.reduce((sum, each) => sum + each, 0) / Math.max(1, differences.length), largest: Math.max(0, ...differences) };
}

/** Part of a character reads as U+FFFD, or as nothing. */
function isReadable(text: string | null): boolean {
  return text !== null && text !== "" && !text.includes("\uFFFD");
}

function differenceOf(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return a === null || b === null ? Infinity : Math.abs(a - b);
}

function at({ tokens }: WireScore, place: number): WireToken | undefined {
  return tokens?.[place];
}

function likeliestOf(token: WireToken | undefined): number | null {
  return token === undefined || token.top.length === 0 ? null : Math.max(...token.top.map(({ logprob }) => logprob));
}
