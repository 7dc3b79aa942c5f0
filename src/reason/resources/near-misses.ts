/** @module Wrong numbers that a person could come to: choices beside a right one. */
import type { Random } from "../../random/seeded.ts";
import { shuffle } from "../../random/seeded.ts";

/**
 * `count` different whole numbers of 0 or more that are not `right`: `likely` ones first (results of a step left out), then slips of the pen, those with as many digits before the others,
 * so that the length does not tell the right one.
 */
export function nearMisses(right: number, likely: readonly number[], count: number, random: Random): number[] {
  const slips = shuffle([...slipsOf(right)], random);
  const fits = (value: number): boolean => Number.isInteger(value) && value >= 0 && value !== right;
  const all = [...new Set([...shuffle(likely, random), ...slips].filter(fits))];
  const isAsLong = (value: number): boolean => String(value).length === String(right).length;
  const ordered = [...all.filter(isAsLong), ...all.filter((value) => !isAsLong(value))];
  for (let step = 3; ordered.length < count; step++) if (!ordered.includes(right + step)) ordered.push(right + step);
  return ordered.slice(0, count);
}

/** The right number among `count` near misses, at a place that is drawn. */
export function amongMisses(right: number, likely: readonly number[], count: number, random: Random): { readonly choices: readonly string[]; readonly answer: number } {
  const choices = shuffle([right, ...nearMisses(right, likely, count, random)], random);
  return { choices: choices.map(String), answer: choices.indexOf(right) };
}

function* slipsOf(right: number): Generator<number> {
  for (const step of [1, 2, 10, 20, 100]) yield* step < 100 || right >= 300 ? [right + step, right - step] : [];
  const digits = String(right);
  for (let i = 0; i + 1 < digits.length; i++) yield Number(digits.slice(0, i) + digits[i + 1] + digits[i] + digits.slice(i + 2));
}
