/** @module Cutting a text that is too long, at a word where one ends near enough. */
import { spaceMark } from "../../premises/look-alikes.ts";

/** How far back the end of a word is looked for, in UTF-16 units. */
const reach = 80;

/** UTF-8 bytes; a lone surrogate counts as the three of the character that stands for it. */
export function countBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** What neutralising makes longer: what it shows by its code, and brackets. */
const shownByCode = new RegExp(`[[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Default_Ignorable_Code_Point}\\u2028\\u2029\\u2800]${spaceMark}]`, "v");
const longestCode = countBytes("\u2039U+10FFFF\u203A");
const brackets = /[<>[\]]/;

/** UTF-8 bytes that a character takes at most once it is made harmless. */
export function countShown(character: string): number {
  if (shownByCode.test(character)) return longestCode;
  return brackets.test(character) ? 3 : countBytes(character);
}

/** The longest beginning of at most `most` bytes, by `count`, that ends with a word and has no trailing white space; a text that fits stays as it is. */
export function cutAtWord(text: string, most: number, count: (character: string) => number = countBytes): string {
  let end = 0;
  let bytes = 0;
  for (const character of text) {
    bytes += count(character);
    if (bytes > most) break;
    end += character.length;
  }
  if (end === text.length) return text;
  if (/\s/.test(text.charAt(end))) return text.slice(0, end).trimEnd();
  const space = text.slice(Math.max(0, end - reach), end).search(/\s\S*$/);
  return text.slice(0, space < 0 ? end : Math.max(0, end - reach) + space).trimEnd();
}
