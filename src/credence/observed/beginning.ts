/** @module What of a foreign text is judged: all but its beginning, where a model that knows no more than the text is surprised by any author. */
import type { TextReading } from "../channels/reading.ts";

/** Tokens that are read and not judged; one of `cutLengths`, since the state up to there must be known. */
export const beginningTokens = 32;

/** The reading of the rest: its tokens, and the mean states of what lies between the beginning and each later cut. */
export function withoutBeginning({ logprob, entropy, variance, rank, hidden }: TextReading): TextReading {
  const start = hidden.find(({ length }) => length === beginningTokens)?.mean;
  // Where nothing stands before the first token it has no probability, but a state.
  const unread = Math.max(0, (hidden.at(-1)?.length ?? logprob.length) - logprob.length);
  const from = beginningTokens - unread;
  return {
    logprob: logprob.slice(from), entropy: entropy.slice(from), variance: variance.slice(from), rank: rank.slice(from),
    hidden: start === undefined ? [] : hidden.filter(({ length }) => length > beginningTokens).map(({ length, mean }) => ({ length: length - beginningTokens, mean: meanOfRest(mean, length, start) })),
  };
}

/** Cut to the first `length` tokens. */
export function cutTo({ logprob, entropy, variance, rank, hidden }: TextReading, length: number): TextReading {
  return { logprob: logprob.slice(0, length), entropy: entropy.slice(0, length), variance: variance.slice(0, length), rank: rank.slice(0, length), hidden: hidden.filter((each) => each.length <= length) };
}

function meanOfRest(mean: Float32Array, length: number, start: Float32Array): Float32Array {
  return mean.map((value, i) => (value * length - (start[i] ?? NaN) * beginningTokens) / (length - beginningTokens));
}
