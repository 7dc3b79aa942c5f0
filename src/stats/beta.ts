/** @module The regularised incomplete beta function and its inverse. */
import { logGamma } from "./gamma.ts";

const smallest = 1e-300;
const precision = 1e-15;
/** The fraction needs about sqrt(max(a, b)) terms; this is enough for a hundred million. */
const maxTerms = 20_000;

/** I_x(a, b) = P(Beta(a, b) <= x) for a, b > 0; also P(Binomial(n, x) >= k) with a = k, b = n - k + 1. Source: DLMF 8.17.2. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return x < (a + 1) / (a + b + 2) ? fraction(x, 1 - x, a, b) : 1 - fraction(1 - x, x, b, a);
}

/** The x with I_x(a, b) = p, to the last digits that the function itself has. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let [low, high] = [0, 1];
  for (;;) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) return middle;
    if (incompleteBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
}

/** P(Binomial(n, probability) <= k). */
export function binomialCdf(k: number, n: number, probability: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(1 - probability, n - k, k + 1);
}

/** Continued fraction, DLMF 8.17.22, by Lentz's method; `rest` is 1 - x. */
function fraction(x: number, rest: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < maxTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < precision) break;
  }
  return (value * Math.exp(a * Math.log(x) + b * Math.log(rest) + logGamma(a + b) - logGamma(a) - logGamma(b))) / a;
}

function awayFromZero(x: number): number {
  return Math.abs(x) < smallest ? smallest : x;
}
