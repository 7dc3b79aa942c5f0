/** @module Writes a fraction as people do: exactly where its decimals end soon enough, else rounded and said to be. */
import type { Rational } from "./rational.ts";

/** Digits of a number that is written exactly, decimals of one, and digits of a rounded one. */
const exact = { digits: 30, decimals: 20 } as const;
const rounded = 10;

export function writeNumber({ numerator, denominator }: Rational): string {
  const sign = numerator < 0n ? "-" : "";
  const size = numerator < 0n ? -numerator : numerator;
  const whole = writeExactly(size, denominator);
  return whole === null ? `about ${sign}${writeRounded(size, denominator)}` : sign + whole;
}

/** Null where the decimals do not end, or there are too many digits. */
function writeExactly(size: bigint, denominator: bigint): string | null {
  const decimals = Array.from({ length: exact.decimals + 1 }, (_, i) => i).find((count) => 10n ** BigInt(count) % denominator === 0n);
  if (decimals === undefined) return null;
  const digits = (size * (10n ** BigInt(decimals) / denominator)).toString();
  return digits.length > exact.digits ? null : placePoint(digits, decimals);
}

function placePoint(digits: string, decimals: number): string {
  const padded = digits.padStart(decimals + 1, "0");
  return decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

/** Half is rounded up. */
function writeRounded(size: bigint, denominator: bigint): string {
  let exponent = size.toString().length - denominator.toString().length;
  // The lengths tell it up to one.
  if (scale(size, denominator, -exponent) < 1n) exponent--;
  const shift = rounded - 1 - exponent;
  const doubled = scale(2n * size, denominator, shift);
  let digits = ((doubled + 1n) / 2n).toString();
  if (digits.length > rounded) {
    digits = digits.slice(0, rounded);
    exponent++;
  }
  const significant = digits.replace(/0+$/, "");
  const decimals = significant.length - 1 - exponent;
  if (exponent >= 15 || exponent < -6) return `${significant.charAt(0)}${significant.length > 1 ? `.${significant.slice(1)}` : ""} x 10^${exponent}`;
  return decimals > 0 ? placePoint(significant, decimals) : significant.padEnd(exponent + 1, "0");
}

/** size / denominator * 10^by, without what is behind the point. */
function scale(size: bigint, denominator: bigint, by: number): bigint {
  return by < 0 ? size / (denominator * 10n ** BigInt(-by)) : (size * 10n ** BigInt(by)) / denominator;
}
