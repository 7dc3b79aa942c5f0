/** @module The standard normal distribution. */
import { lowerGamma, upperGamma } from "./gamma.ts";

/** P(Z <= z). By the incomplete gamma function, DLMF 7.11.1: accurate in both tails. */
export function normalCdf(z: number): number {
  const half = z ** 2 / 2;
  return z < 0 ? upperGamma(0.5, half) / 2 : (1 + lowerGamma(0.5, half)) / 2;
}

/** The z with P(Z <= z) = p; -Infinity at 0, Infinity at 1, NaN outside. Rough start (Abramowitz & Stegun 26.2.23), then Halley's steps. */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p === 0) return -Infinity;
  const t = Math.sqrt(-2 * Math.log(p));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 4; step++) {
    const error = (normalCdf(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp(z ** 2 / 2);
    z -= error / (1 + (z * error) / 2);
  }
  return z;
}
