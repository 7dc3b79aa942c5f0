/** @module Seeded uniform numbers: the only source of randomness that other folders take as an argument. */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";
import { PremiseError } from "../errors/premise-error.ts";

/** A stream of numbers that its seed determines. */
export interface Random {
  readonly seed: number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform whole number in [0, limit). */
  below(limit: number): number;
}

/** @throws PremiseError `usage/invalid-seed` unless `seed` is a whole number from 0 to 2^32 - 1. */
export function createRandom(seed: number): Random {
  requireSeed(seed);
  // The generator's own seeding starts near 1 for every small seed, so its state is filled with mixed words instead.
  const generator = xoroshiro128plusFromState([0, 1, 2, 3].map((word) => deriveSeed(seed, word) | 0));
  const uniform = (): number => {
    const high = generator.next() >>> 5;
    const low = generator.next() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  };
  return { seed, uniform, below: (limit) => Math.floor(uniform() * limit) };
}

/** A seed for part `index` of the work that `seed` governs: parts stay the same whatever order they run in. (splitmix32's mixer) */
export function deriveSeed(seed: number, index: number): number {
  let z = (seed + Math.imul(index + 1, 0x9e3779b9)) >>> 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad) >>> 0;
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97) >>> 0;
  return (z ^ (z >>> 15)) >>> 0;
}

/** The same items in an order that `random` decides (Fisher-Yates). */
export function shuffle<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j] as T, order[i] as T];
  }
  return order;
}

export function requireSeed(seed: number): void {
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw new PremiseError("usage/invalid-seed", { value: String(seed) });
}
