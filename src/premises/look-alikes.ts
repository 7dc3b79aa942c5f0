/** @module What text from outside must not contain as it stands: control-token look-alikes, line ends, invisible characters. */

// Whatever Unicode lets a renderer show as nothing, format characters save the Arabic, Syriac and Kaithi signs that are visible, the blank Braille cell.
const ignorable = "[[\\p{Default_Ignorable_Code_Point}\\p{Cf}\\u2800]--[\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\u{110BD}\\u{110CD}]]";
// Here a variation selector is seen: it makes a pictograph a picture or a plain sign, or begins a keycap.
const presentation = "(?<=\\p{Extended_Pictographic})[\\uFE0E\\uFE0F]|(?<=[#*0-9])\\uFE0F(?=\\u20E3)";
const unseen = `(?!${presentation})${ignorable}`;
// Lone surrogates can't be written as UTF-8.
const invisible = `(?:${unseen}|\\p{Cs})`;
/** What one family of tokenizers writes for a space, and reads as one: a document with it would be another than it seems. */
export const spaceMark = "\u2581";

const open = "[<\uFF1C\uFE64]";
const close = "[>\uFF1E\uFE65]";
const openSquare = "[\\[\uFF3B]";
const closeSquare = "[\\]\uFF3D]";
const bar = "(?:\\||\uFF5C)";
// Marks that neutralising itself writes can't be part of a token, so they are left out of what stands between brackets.
const marks = "\u2039\u203A\u23CE\u2400-\u2426";
const within = `(?:(?!${invisible})[^\\s<>\uFF1C\uFE64\uFF1E\uFE65\\p{Cc}${marks}])`;

/**
 * Text that some tokenizer treats as a control token: `<s>`, `<|im_start|>`, `<start_of_turn>`, `[INST]`, `<<SYS>>`, `>>ANSWER<<`, ...
 * Broader than any list on purpose: whatever stands in angle brackets without a space, whatever stands between `<|` and `|>`.
 */
const tokens = [
  `${open}{2}/?[A-Za-z_]+${close}{2}`,
  `${close}{2}[A-Z][A-Z_]{1,30}${open}{2}`,
  `${open}${within}{1,80}${close}`,
  `${open}${bar}(?:${within}| ){0,80}${bar}${close}`,
  `${openSquare}/?[A-Z][A-Z_]{1,30}\\d*${closeSquare}`,
  `${openSquare}(?:gMASK|sMASK|sop|eop|multimodal|toxicity|control_\\d+|unused_?\\d+|@[A-Za-z]+@)${closeSquare}`,
].join("|");

const lineEnd = "[\\n\\r\\v\\f\\x85\\u2028\\u2029]";
const newline = `${lineEnd}[\\s\\x85]*`;
const control = "\\p{Cc}";

/** Finds each thing to neutralise; the group that matched names its kind. Has the flag `g`: make one for each use. */
export function createLookAlikePattern(): RegExp {
  return new RegExp(`(?<newline>${newline})|(?<token>${tokens})|(?<control>${control})|(?<invisible>${invisible}|${spaceMark})`, "gv");
}

const tokenPattern = new RegExp(tokens, "v");
const lineEndPattern = new RegExp(lineEnd, "v");
const visiblePattern = new RegExp(`(?!${unseen})[^\\s\\x85\\p{Cc}]`, "v");

export function hasTokenLookAlike(text: string): boolean {
  return tokenPattern.test(text);
}

/** The text up to its first line end. */
export function firstLine(text: string): string {
  const end = text.search(lineEndPattern);
  return end < 0 ? text : text.slice(0, end);
}

/** Whether a text has anything in it that a reader would see. */
export function hasVisible(text: string): boolean {
  return visiblePattern.test(text);
}
