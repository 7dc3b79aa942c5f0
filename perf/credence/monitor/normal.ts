/** @module Normal numbers, and how far two normal laws must lie apart. */
import type { Random } from "../../../src/random/seeded.ts";
import { normalQuantile } from "../../../src/stats/normal.ts";

/** Standard normal numbers. Source: Box & Muller, Annals of Mathematical Statistics 29, 1958. */
export function createNormal(random: Random): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
    const angle = 2 * Math.PI * random.uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** The distance between two normal laws of variance 1 that one draw of each tells apart with this AUROC. */
export function toSeparation(auroc: number): number {
  return Math.SQRT2 * normalQuantile(auroc);
}

/** The x between `low` and `high` with f(x) = wanted, f rising. */
export function solveRising(f: (x: number) => number, wanted: number, low: number, high: number, halvings = 60): number {
  let [from, to] = [low, high];
  for (let i = 0; i < halvings; i++) {
    const middle = (from + to) / 2;
    if (f(middle) < wanted) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}
