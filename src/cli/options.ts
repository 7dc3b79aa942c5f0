/** @module Reading option values, strictly. */
import { PremiseError } from "../errors/premise-error.ts";

/** @throws PremiseError `usage/invalid-seed`. */
export function parseSeed(value: string): number {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : NaN;
  if (!(seed <= 0xffffffff)) throw new PremiseError("usage/invalid-seed", { value });
  return seed;
}

/** A parser of whole numbers from `least` to a million. */
export function parseCount(argument: string, command: string, least: 0 | 1 = 1): (value: string) => number {
  return (value) => {
    const count = /^\d{1,7}$/.test(value) ? Number(value) : NaN;
    if (!(count >= least && count <= 1_000_000)) throw invalid(argument, `expected a whole number from ${least} to 1000000, got "${value}"`, command);
    return count;
  };
}

/** A parser of numbers from `least` to `most`. */
export function parseNumber(argument: string, command: string, least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d*\.?\d+(e-?\d+)?$/i.test(value) ? Number(value) : NaN;
    if (!(number >= least && number <= most)) throw invalid(argument, `expected a number from ${least} to ${most}, got "${value}"`, command);
    return number;
  };
}

export function invalid(argument: string, problem: string, command: string): PremiseError {
  return new PremiseError("usage/invalid-argument", { argument, problem, command });
}
