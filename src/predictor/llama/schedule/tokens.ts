/** @module Texts as tokens, compared. */

/** How many tokens both begin with. */
export function countShared(a: readonly number[], b: readonly number[]): number {
  const limit = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < limit && a[shared] === b[shared]) shared++;
  return shared;
}

/** An order in which texts that begin alike are neighbours. */
export function compareTokens(a: readonly number[], b: readonly number[]): number {
  const shared = countShared(a, b);
  const [next, other] = [a[shared], b[shared]];
  return next === undefined || other === undefined ? a.length - b.length : next - other;
}
