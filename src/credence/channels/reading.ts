/** @module What one pass over a text tells: statistics of each token, and the mean hidden state up to each cut. */
import type { CallOptions, Predictor, ScoredToken, ScoreRequest } from "../../predictor/predictor.ts";
import { cutLengths } from "../lengths.ts";

/** Plain numbers, one a token, in nats; tokens without a probability (nothing before them) are left out. */
export type TokenReadings = {
  readonly logprob: readonly number[];
  readonly entropy: readonly number[];
  /** Of log p under the model's own distribution, in nats squared. */
  readonly variance: readonly number[];
  readonly rank: readonly number[];
};

export type TextReading = TokenReadings & {
  /** Mean last hidden state over the first `length` tokens, for every cut up to the text's length and for the whole. */
  readonly hidden: readonly { readonly length: number; readonly mean: Float32Array }[];
};

export type ReadRequest = { readonly context: readonly number[]; readonly text: readonly number[] };

/**
 * Reads each text after its context in one call: pieces between cuts are scored by themselves, which costs no token twice.
 * @throws PremiseError the predictor's first refusal.
 */
export async function readTexts(predictor: Predictor, requests: readonly ReadRequest[], options?: CallOptions): Promise<TextReading[]> {
  const pieces = requests.map(({ context, text }) => toPieces(context, text, predictor.info.hiddenSize !== null));
  const outcomes = (await predictor.score(pieces.flat(), options)).values();
  return pieces.map((own) => {
    const tokens: ScoredToken[] = [];
    const hidden: { length: number; mean: Float32Array }[] = [];
    let sum: Float64Array | null = null;
    let length = 0;
    for (const piece of own) {
      const outcome = outcomes.next().value;
      if (outcome === undefined) break;
      if (!outcome.ok) throw outcome.error;
      tokens.push(...outcome.tokens);
      length += piece.continuation.length;
      if (outcome.meanHidden === null) continue;
      sum = addTo(sum, outcome.meanHidden, piece.continuation.length);
      hidden.push({ length, mean: Float32Array.from(sum, (value) => value / length) });
    }
    return { ...toReadings(tokens), hidden };
  });
}

export function toReadings(tokens: readonly ScoredToken[]): TokenReadings {
  const known = tokens.filter((token) => token.logprob !== null && token.statistics !== null);
  return {
    logprob: known.map((token) => token.logprob ?? NaN),
    entropy: known.map((token) => token.statistics?.entropy ?? NaN),
    variance: known.map((token) => token.statistics?.variance ?? NaN),
    rank: known.map((token) => token.statistics?.rank ?? NaN),
  };
}

function toPieces(context: readonly number[], text: readonly number[], hidden: boolean): ScoreRequest[] {
  const ends = hidden ? [...cutLengths.filter((cut) => cut < text.length), text.length] : [text.length];
  return ends.map((end, i) => {
    const start = i === 0 ? 0 : (ends[i - 1] as number);
    return { context: [...context, ...text.slice(0, start)], continuation: text.slice(start, end), want: { statistics: true, hidden } };
  });
}

function addTo(sum: Float64Array | null, mean: Float32Array, count: number): Float64Array {
  const next = sum ?? new Float64Array(mean.length);
  for (let i = 0; i < mean.length; i++) next[i] = (next[i] as number) + (mean[i] as number) * count;
  return next;
}
