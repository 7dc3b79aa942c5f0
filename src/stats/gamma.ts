/** @module The logarithm of the gamma function, and the regularised incomplete gamma function. */

const smallest = 1e-300;
const precision = 1e-16;
/** Both expansions need about sqrt(a) terms; this is enough for a up to a million. */
const maxTerms = 10_000;

/** ln of the gamma function for x > 0. Source: Stirling's series, DLMF 5.11.1, after moving x above 12 by gamma(x + 1) = x gamma(x). */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  for (; z < 12; z++) shift += Math.log(z);
  const inverse = 1 / z ** 2;
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse * (1 / 1188 - (inverse * 691) / 360360))))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/** Q(a, x), the upper regularised incomplete gamma function, for a > 0 and x >= 0. Source: DLMF 8.2.4. */
export function upperGamma(a: number, x: number): number {
  if (x === Infinity) return 0;
  return x < a + 1 ? 1 - lowerSeries(a, x) : upperFraction(a, x);
}

/** P(a, x) = 1 - Q(a, x), the lower one. */
export function lowerGamma(a: number, x: number): number {
  if (x === Infinity) return 1;
  return x < a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Power series, DLMF 8.7.1: converges fast below a + 1. */
function lowerSeries(a: number, x: number): number {
  if (x <= 0) return 0;
  let term = 1 / a;
  let sum = term;
  for (let k = 1; k < maxTerms && term > sum * precision; k++) {
    term *= x / (a + k);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** Continued fraction, DLMF 8.9.2 in its even form, by Lentz's method: converges fast above a + 1. */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1 / smallest;
  let d = 1 / b;
  let value = d;
  for (let k = 1; k < maxTerms; k++) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / awayFromZero(numerator * d + b);
    c = awayFromZero(b + numerator / c);
    const change = d * c;
    value *= change;
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return value * Math.exp(a * Math.log(x) - x - logGamma(a));
}

function awayFromZero(x: number): number {
  return Math.abs(x) < smallest ? smallest : x;
}
