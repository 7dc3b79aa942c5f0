/** @module Reads the number that a written answer gives. */

/** A number with an optional sign, thousands' commas and decimals; no part of a word. */
const number = /(?<![\p{L}\d.,])[-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![\p{L}\d])/gu;

/**
 * The number behind the last equals sign, where there is one with a number behind it; else that behind the last "answer", "is" or "are"; else the first.
 * Null where no number stands.
 */
export function readNumber(text: string): number | null {
  const found = [...text.matchAll(number)];
  const behind = (place: number): number | undefined => found.find(({ index }) => index > place)?.index;
  const places = [text.lastIndexOf("="), Math.max(-1, ...[...text.matchAll(/\b(?:answer|is|are)\b/giu)].map(({ index }) => index))];
  const start = places.filter((place) => place >= 0).map(behind).find((place) => place !== undefined) ?? found[0]?.index;
  const chosen = found.find(({ index }) => index === start)?.[0];
  return chosen === undefined ? null : Number(chosen.replaceAll(",", "").replace("\u2212", "-"));
}

export function isRight(value: number, text: string): boolean {
  return readNumber(text) === value;
}
