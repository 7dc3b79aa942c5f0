/** @module The labels that begin a premise's own lines ("Question:", "Dr. Hale:", "(A)"), and how to recognise their look-alikes. */
import { splitLayout } from "./layout.ts";
import type { Notes, Premise } from "./schema.ts";

/** `measure` tells how many UTF-16 units at the start of a line read like one of the document's labels; 0 for none. */
export type LabelPattern = { readonly measure: (line: string) => number };

/**
 * Recognises what reads like a label of this premise's layouts, whatever its case, digits, spaces and compatibility forms
 * (fullwidth, bold, ...); `letters` are those in use for the listed choices.
 */
export function createLabelPattern(premise: Premise, letters: readonly string[]): LabelPattern {
  const names = labelledTexts(premise).flatMap(findLabels).map(toWordsPattern);
  // The words that every question sheet uses are labels in any document.
  const all = [...new Set(["question", "answer", ...names])].map((name) => `(?:${name})\\s*:`);
  const marker = letters.length === 0 ? null : toMarkerPattern(premise.form.choice.line, letters);
  const pattern = new RegExp(`^(?:${[...all, ...(marker === null ? [] : [marker])].join("|")})`, "iu");
  return {
    measure: (line) => {
      const { text, ends } = fold(line);
      const length = pattern.exec(text)?.[0].length ?? 0;
      return ends[length - 1] ?? 0;
    },
  };
}

/** All that the document is made of; a label may begin in the layout and end in what stands before the answer. */
function labelledTexts({ form }: Premise): string[] {
  const layouts = [form.open, form.listed ?? ""].map((layout) => layout.trimEnd() + form.answer.before);
  return [...layouts, ...(form.notes === undefined ? [] : labelledNotes(form.notes)), form.answer.after, form.choice.line, form.choice.separator];
}

/** What is inserted stands at the start of a line, so all of it is a label. */
function labelledNotes({ open, mark, people, restate, answer, resources }: Notes): string[] {
  const marks = people.length === 0 || !mark.includes("{{person}}") ? [mark] : people.map((person) => mark.replace("{{person}}", person));
  const inserted = [...marks.map((each) => each.replace("{{number}}", "1")), restate, answer, ...Object.values(resources).flatMap(({ cue, found }) => [cue, found])];
  return [open, ...inserted.map((text) => (/[:\uFF1A]/.test(text) ? text : `${text}:`))];
}

/** The text before the colon in every line that begins with a short label. */
export function findLabels(layout: string): string[] {
  return layout.split("\n").flatMap((line) => {
    // A wide colon brings its own space.
    const label = /^\s*([^\s:\uFF1A{}][^:\uFF1A{}]{0,48}?)\s*(?:\uFF1A|:(?=\s|$|\{\{))/u.exec(line)?.[1];
    return label === undefined ? [] : [label];
  });
}

function toWordsPattern(text: string): string {
  return text.normalize("NFKD").trim().split(/\s+/).map((word) => escape(word).replace(/\d+/g, "\\d+")).join("\\s+");
}

/** "({{letter}}) {{text}}" gives "\([ABCD]\)", followed by white space or the end. Null when a choice begins with nothing but its letter. */
function toMarkerPattern(line: string, letters: readonly string[]): string | null {
  const parts = splitLayout(line);
  const placeOf = (name: string): number => parts.findIndex((part) => part.kind === "place" && part.name === name);
  const [letter, text] = [placeOf("letter"), placeOf("text")];
  if (letter < 0 || letter > text) return null;
  const join = (from: number, to: number): string => parts.slice(from, to).map((part) => (part.kind === "text" ? part.text : "")).join("");
  const [left, right] = [join(0, letter), join(letter + 1, text)];
  if ((left + right).trim() === "") return null;
  const end = /\s$/.test(right) ? "(?=\\s|$)" : "";
  return `${toWordsPattern(left)}\\s*[${letters.join("")}]\\s*${toWordsPattern(right)}${end}`;
}

/** Escapes for a pattern with the flag `u`, outside classes: there it forbids a backslash before any other character. */
function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

/** Characters with the marks on them; a mark that shows as nothing stands alone, so that a label can't take it along. */
const clusters = /\P{M}[\p{M}--\p{Default_Ignorable_Code_Point}]*|\p{M}/gv;

/** The text's compatibility decomposition; `ends[i]` is where that which became its unit `i` ends in the text as given. */
function fold(given: string): { text: string; ends: number[] } {
  let text = "";
  const ends: number[] = [];
  for (const { 0: cluster, index } of given.matchAll(clusters)) {
    const folded = cluster.normalize("NFKD");
    text += folded;
    for (let i = 0; i < folded.length; i++) ends.push(index + cluster.length);
  }
  return { text, ends };
}
