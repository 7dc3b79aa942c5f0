/** @module What tokenizers of one family write for a space: they read it as one, so that a document with it would be another than it seems. */

export const spaceMark = "\u2581";
export const shownMark = "\u2039U+2581\u203A";

export function showSpaceMarks(text: string): string {
  return text.replaceAll(spaceMark, shownMark);
}
