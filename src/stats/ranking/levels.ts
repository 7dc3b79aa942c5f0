/** @module Scores as their places in ascending order: what a rank statistic needs, found once for all its resamples. */

export type Levels = {
  /** For each score the number of smaller distinct scores. */
  readonly of: Int32Array;
  /** How many distinct scores there are. */
  readonly count: number;
};

/** Places of scores that are numbers; infinite ones are. */
export function levelsOf(scores: readonly number[]): Levels {
  const order = Uint32Array.from(scores, (_, i) => i).sort((a, b) => (scores[a] as number) - (scores[b] as number) || 0);
  const of = new Int32Array(scores.length);
  let level = -1;
  let last = NaN;
  for (const i of order) {
    const score = scores[i] as number;
    if (score !== last) level++;
    of[i] = level;
    last = score;
  }
  return { of, count: level + 1 };
}

/** For each level the mean rank, from 1, of the `members` on it. Source: Kendall, Biometrika 33, 1945 (ties). */
export function meanRanks(members: ArrayLike<number>, count: number): Float64Array {
  const sizes = new Float64Array(count);
  for (let i = 0; i < members.length; i++) sizes[members[i] as number]!++;
  let below = 0;
  return sizes.map((size) => {
    below += size;
    return below - (size - 1) / 2;
  });
}
