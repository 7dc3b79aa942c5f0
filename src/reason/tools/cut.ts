/** @module Cutting a text that is too long, at a word where one ends near enough. */

/** How far back the end of a word is looked for, in UTF-16 units. */
const reach = 80;

/** UTF-8 bytes; a lone surrogate counts as the three of the character that stands for it. */
export function countBytes(text: string): number {
  return Buffer.byteLength(text, "utf8");
}

/** The longest beginning of at most `maxBytes` UTF-8 bytes that ends with a word and has no trailing white space; a text that fits stays as it is. */
export function cutAtWord(text: string, maxBytes: number): string {
  // A unit is one byte at least, so what is longer need not be looked at.
  if (text.length <= maxBytes && countBytes(text) <= maxBytes) return text;
  let end = 0;
  let bytes = 0;
  for (const character of text.slice(0, maxBytes + 1)) {
    bytes += countBytes(character);
    if (bytes > maxBytes) break;
    end += character.length;
  }
  if (/\s/.test(text.charAt(end))) return text.slice(0, end).trimEnd();
  const space = text.slice(Math.max(0, end - reach), end).search(/\s\S*$/);
  return text.slice(0, space < 0 ? end : Math.max(0, end - reach) + space).trimEnd();
}
