/** @module Makes text from outside harmless, visibly, and records every change. */
import type { LabelPattern } from "./labels.ts";
import { createLookAlikePattern, firstLine, hasVisible, spaceMark } from "./look-alikes.ts";

export type NeutralisedKind = "trim" | "newline" | "control-token" | "control-character" | "invisible" | "label";

/** One change: at UTF-16 offset `index` of the text as it was given, `from` became `to`. */
export type Change = { readonly kind: NeutralisedKind; readonly from: string; readonly to: string; readonly index: number };
export type Neutral = { readonly text: string; readonly changes: readonly Change[] };

/**
 * One line without line ends, control-token look-alikes, control or invisible characters or tokenizers' space marks, and that does not begin
 * (nor goes on after a line end) like one of the document's own labels. A text without any of these stays as it is.
 * @param label finds at the start of a line what looks like one of the document's labels; null for none.
 */
export function neutralise(given: string, label: LabelPattern | null): Neutral {
  const changes: Change[] = [];
  const note = (kind: NeutralisedKind, from: string, to: string, index: number): string => {
    changes.push({ kind, from, to, index });
    return to;
  };
  const { start, end } = trimmedRange(given);
  if (start > 0) note("trim", given.slice(0, start), "", 0);
  const text = given.slice(start, end);
  let out = "";
  let position = 0;
  const skipLabel = (): void => {
    const length = label?.measure(firstLine(text.slice(position))) ?? 0;
    if (length === 0) return;
    const found = text.slice(position, position + length);
    // A tab, say, may stand before the colon.
    out += note("label", found, `‹${neutralise(found, null).text}›`, start + position);
    position += length;
  };
  skipLabel();
  const pattern = createLookAlikePattern();
  for (;;) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match === null) break;
    out += text.slice(position, match.index);
    const { kind, to } = toVisible(match, out);
    out += note(kind, match[0], to, start + match.index);
    position = match.index + match[0].length;
    if (kind === "newline") skipLabel();
  }
  out += text.slice(position);
  if (end < given.length) note("trim", given.slice(end), "", end);
  return { text: out, changes };
}

/** Whether a text has nothing in it that a reader would see. */
export function isBlank(text: string): boolean {
  return !hasVisible(text);
}

function toVisible(match: RegExpExecArray, before: string): { kind: NeutralisedKind; to: string } {
  const groups = match.groups ?? {};
  if (groups["newline"] !== undefined) return { kind: "newline", to: /(?:^|\s)$/.test(before) ? "⏎ " : " ⏎ " };
  if (groups["token"] !== undefined) return { kind: "control-token", to: match[0].replace(/[<\uFF1C\uFE64[\uFF3B]/g, "‹").replace(/[>\uFF1E\uFE65\]\uFF3D]/g, "›").replaceAll(spaceMark, toHex(spaceMark.charCodeAt(0))) };
  const code = match[0].codePointAt(0) ?? 0;
  if (groups["control"] === undefined) return { kind: "invisible", to: toHex(code) };
  if (code < 0x20) return { kind: "control-character", to: String.fromCodePoint(0x2400 + code) };
  return { kind: "control-character", to: code === 0x7f ? "\u2421" : toHex(code) };
}

function toHex(code: number): string {
  return `‹U+${code.toString(16).toUpperCase().padStart(4, "0")}›`;
}

function trimmedRange(text: string): { start: number; end: number } {
  const start = /^[\s\x85]*/.exec(text)?.[0].length ?? 0;
  let end = text.length;
  while (end > start && /[\s\x85]/.test(text[end - 1] ?? "")) end--;
  return { start, end };
}
