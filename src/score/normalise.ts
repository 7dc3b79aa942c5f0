/** @module From log-probabilities of choices to a distribution over them: four ways, each named. */
import { PremiseError } from "../errors/premise-error.ts";
import { logSumExp, softmax } from "../stats/log-space.ts";
import type { TextScore } from "./continuation.ts";

/**
 * `letter`: the letter of a listed choice. `per-token`, `per-byte`: the text's log-probability over its length.
 * `prior-corrected`: log P(choice | question) - log P(choice | neutral question), after Holtzman et al., EMNLP 2021 (domain-conditional PMI).
 */
export const scoringMethods = ["letter", "per-token", "per-byte", "prior-corrected"] as const;
export type ScoringMethod = (typeof scoringMethods)[number];

/** Nats a token, over the tokens that have a log-probability; null when none has. */
export function perToken(score: TextScore): number | null {
  const measured = score.tokens.filter((token) => token.logprob !== null).length;
  return score.logprob === null ? null : score.logprob / measured;
}

/**
 * Nats a byte of UTF-8, over the bytes of the tokens that have a log-probability; null when none has, or when a token without one
 * is a part of a character (U+FFFD in its text), so that its bytes are not known.
 */
export function perByte(score: TextScore): number | null {
  const leftOut = score.tokens.map((token) => (token.logprob === null ? token.text : "")).join("");
  return score.logprob === null || leftOut.includes("\uFFFD") ? null : score.logprob / (score.bytes - Buffer.byteLength(leftOut));
}

/** How much the question raised the text's log-probability, in nats. */
export function priorCorrected(score: TextScore, neutral: TextScore): number | null {
  return score.logprob === null || neutral.logprob === null ? null : score.logprob - neutral.logprob;
}

/**
 * Softmax over the choices' values in nats.
 * @throws PremiseError `cannot-measure/not-finite` when a value is no number, or all are impossible.
 */
export function toDistribution(values: readonly number[]): number[] {
  if (!Number.isFinite(logSumExp(values))) throw new PremiseError("cannot-measure/not-finite");
  return [...softmax(values)];
}
