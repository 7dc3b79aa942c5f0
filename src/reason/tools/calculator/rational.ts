/** @module Fractions of whole numbers of any size, up to a limit: arithmetic without rounding. */

/** In lowest terms, the denominator above 0. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** A number, or in words why there is none. */
export type Outcome = Rational | string;

/** Of a numerator or denominator, in bits: some 1200 decimal digits. */
const mostBits = 4096;
const tooLarge = "the numbers become too large";

/** `denominator` must not be 0. */
export function toRational(numerator: bigint, denominator = 1n): Outcome {
  const common = greatestCommon(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  const reduced = { numerator: numerator / common, denominator: denominator / common };
  return Math.max(countBits(reduced.numerator), countBits(reduced.denominator)) > mostBits ? tooLarge : reduced;
}

export function add(a: Rational, b: Rational): Outcome {
  return toRational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

export function subtract(a: Rational, b: Rational): Outcome {
  return add(a, negate(b));
}

export function multiply(a: Rational, b: Rational): Outcome {
  return toRational(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function divide(a: Rational, b: Rational): Outcome {
  return b.numerator === 0n ? "it divides by 0" : toRational(a.numerator * b.denominator, a.denominator * b.numerator);
}

export function negate({ numerator, denominator }: Rational): Rational {
  return { numerator: -numerator, denominator };
}

/** Whole exponents only: another power is no fraction in general. */
export function power(base: Rational, { numerator: exponent, denominator }: Rational): Outcome {
  if (denominator !== 1n) return "only whole exponents can be worked out";
  if (base.numerator === 0n && exponent <= 0n) return exponent === 0n ? "0 to the power 0 has no value" : "it divides by 0";
  const size = exponent < 0n ? -exponent : exponent;
  const isUnit = base.denominator === 1n && base.numerator ** 2n <= 1n;
  // Of 0, 1 and -1 a power is told by whether the exponent is even.
  const times = isUnit && size > 2n ? 2n + (size % 2n) : size;
  const bits = BigInt(Math.max(countBits(base.numerator), countBits(base.denominator)) - 1);
  if (!isUnit && times * (bits === 0n ? 1n : bits) > BigInt(mostBits)) return tooLarge;
  const [over, under] = [base.numerator ** times, base.denominator ** times];
  return exponent < 0n ? toRational(under, over) : toRational(over, under);
}

export function countBits(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function greatestCommon(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
