/** @module Do draws follow the log-probabilities that come with them? Pure arithmetic on what was drawn. */
import type { WireToken } from "../wire/completion.ts";

/** One drawn token: its own log-probability, and the likeliest one's there. */
export type Draw = { readonly logprob: number; readonly likeliest: number };

/** A token with the likeliest of its row; null when the row is missing. */
export function toDraw({ logprob, top }: WireToken): Draw | null {
  const likeliest = Math.max(...top.map((other) => other.logprob));
  return logprob === null || !Number.isFinite(likeliest) ? null : { logprob, likeliest: Math.max(likeliest, logprob) };
}

const isLikeliest = ({ logprob, likeliest }: Draw): boolean => likeliest - logprob < 1e-3;

/**
 * How many standard deviations the number of likeliest tokens among the draws is from what the log-probabilities say; 0 where nearly nothing was uncertain.
 * `scale` converts them to nats: ln 2 for logarithms to base 2. Draws at temperature 1 give a standard normal number.
 */
export function deviationOf(draws: readonly Draw[], scale = 1): number {
  const chances = draws.map(({ likeliest }) => Math.min(1, Math.exp(likeliest * scale)));
  const variance = chances.reduce((sum, p) => sum + p * (1 - p), 0);
  const found = draws.filter(isLikeliest).length;
  return variance < 3 ? 0 : (found - chances.reduce((sum, p) => sum + p, 0)) / Math.sqrt(variance);
}

export function onlyLikeliest(draws: readonly Draw[]): boolean {
  return draws.every(isLikeliest);
}

/** Whether only likeliest tokens were drawn, where drawing from all of them would have done so less than once in a thousand times. */
export function isGreedy(draws: readonly Draw[]): boolean {
  return onlyLikeliest(draws) && draws.reduce((sum, { likeliest }) => sum + likeliest, 0) < Math.log(0.001);
}

/** The base of logarithms other than e under which the draws make sense; null when none does. */
export function findBase(draws: readonly Draw[]): number | null {
  return [2, 10].find((base) => Math.abs(deviationOf(draws, Math.log(base))) < 3) ?? null;
}
