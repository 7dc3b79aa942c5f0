/** @module The labels that begin a premise's own lines ("Question:", "Dr. Hale:", "(A)"), and how to recognise their look-alikes. */
import type { Premise } from "./schema.ts";

/**
 * Matches, at the start of a line, what reads like a label of this premise's layouts, whatever its case, digits and spaces;
 * `letters` are those in use for the listed choices.
 */
export function createLabelPattern(premise: Premise, letters: readonly string[]): RegExp {
  const names = [premise.form.open, premise.form.listed ?? ""].flatMap(findLabels).map(toNamePattern);
  // The words that every question sheet uses are labels in any document.
  const all = [...new Set(["question", "answer", ...names])].map((name) => `(?:${name})\\s*[:\\uFF1A]`);
  const marker = letters.length === 0 ? null : toMarkerPattern(premise.form.choice.line, letters);
  return new RegExp(`^(?:${[...all, ...(marker === null ? [] : [marker])].join("|")})`, "iu");
}

/** The text before the colon in every line that begins with a short label. */
export function findLabels(layout: string): string[] {
  return layout.split("\n").flatMap((line) => {
    const label = /^\s*([^\s:{}][^:{}]{0,48}?)\s*:(?=\s|$)/u.exec(line)?.[1];
    return label === undefined ? [] : [label];
  });
}

function toNamePattern(label: string): string {
  return label.split(/\s+/).map((word) => escape(word).replace(/\d+/g, "\\d+")).join("\\s+");
}

/** "({{letter}}) {{text}}" gives "\([ABCD]\)", followed by white space or the end. Null when a choice begins with nothing but its letter. */
function toMarkerPattern(line: string, letters: readonly string[]): string | null {
  const before = line.slice(0, line.indexOf("{{text}}")).trim();
  const [left, right] = before.split("{{letter}}");
  if (left === undefined || right === undefined || left + right === "") return null;
  return `${escape(left)}[${letters.join("")}]${escape(right)}(?=\\s|$)`;
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}
