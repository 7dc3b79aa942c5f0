/** @module Where the batches of a text end in the repeatable lane: a function of the text's length alone, and the same for texts that begin alike. */

export const smallestBatch = 8;
export const largestBatch = 64;

/** Evaluated alone, a token can go through other kernels than within a batch. */
const leastAtEnd = 2;

/** What a batch can have: the last one takes a token that would stand alone. */
export const mostInBatch = largestBatch + leastAtEnd - 1;

/**
 * Ends of the batches of a text of `length` tokens, ascending; the last is `length`. What two texts begin with alike is evaluated once up to
 * the last end that they share. Batches are small where texts begin, since beginnings are short more often than not, and large later on,
 * since a token costs up to a third less in a large batch: what is evaluated again is at most a quarter of what is shared, and some 8 tokens.
 */
export function cutText(length: number): number[] {
  const ends: number[] = [];
  for (let end = smallestBatch; length - end >= leastAtEnd; end += batchAfter(end)) ends.push(end);
  return length > 0 ? [...ends, length] : [];
}

/** The largest power of two that is at most a quarter of `end`, within the limits. */
function batchAfter(end: number): number {
  return Math.min(largestBatch, Math.max(smallestBatch, 2 ** Math.floor(Math.log2(end / 4))));
}
