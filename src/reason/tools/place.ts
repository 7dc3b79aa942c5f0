/** @module How what a resource gave is put into the notes: lines of data, neutralised like a slot's text, each change recorded. */
import { createLabelPattern, type LabelPattern } from "../../premises/labels.ts";
import { type Change, isBlank, type Neutral, neutralise } from "../../premises/neutralise.ts";
import type { Premise } from "../../premises/schema.ts";
import type { Consulted } from "./consult.ts";
import type { Citation } from "./tool.ts";

/** A change in `part` of the piece that stands in line number `line`, from 0; `index` is a UTF-16 offset in that part as it was given. */
export type PlacedChange = Change & { readonly line: number; readonly part: "text" | "document" | "note" };

/** One line a piece, no line end among its characters; `text` is the lines joined by one, without one around them. */
export type Placed = { readonly text: string; readonly lines: readonly string[]; readonly changes: readonly PlacedChange[] };

type Piece = { readonly text: string; readonly part: PlacedChange["part"]; readonly citation: Citation | null };

/** Lines of prose that are wrapped are this long at least; a shorter line ended where it did for a reason. */
const wrapped = 50;

/** The lines that stand under the one that asked. Each begins with the premise's own words for the resource, so that what was found never begins a line. */
export function placeFound(premise: Premise, { found }: { readonly found: string }, consulted: Pick<Consulted, "text" | "citations" | "note" | "cut">): Placed {
  const label = createLabelPattern(premise, []);
  const pieces = listPieces(consulted);
  const changes: PlacedChange[] = [];
  const lines = pieces.map(({ text, part, citation }, line) => {
    const keep = ({ text: made, changes: own }: Neutral, of: PlacedChange["part"]): string => {
      changes.push(...own.map((change) => ({ line, part: of, ...change })));
      return made;
    };
    const said = keep(joinWrapped(text, neutralise(text, label), label), part);
    const cut = consulted.cut > 0 && line === pieces.length - 1 ? " ..." : "";
    const source = citation === null ? "" : ` (${keep(neutralise(toTitle(citation.document), label), "document")}${toLines(citation.lines)})`;
    return `${found} ${said}${cut}${source}`;
  });
  return { text: lines.join("\n"), lines, changes };
}

function listPieces({ text, citations, note }: Pick<Consulted, "text" | "citations" | "note">): Piece[] {
  const cited = citations.filter((citation) => !isBlank(citation.text)).map((citation) => ({ text: citation.text, part: "text" as const, citation }));
  if (cited.length > 0) return cited;
  if (!isBlank(text)) return [{ text, part: "text", citation: null }];
  return [{ text: note ?? "nothing was found", part: "note", citation: null }];
}

/**
 * A line end that only wraps prose becomes a space: in none that would begin like a label, and only where the whole then has
 * nothing left to neutralise.
 */
function joinWrapped(given: string, neutral: Neutral, label: LabelPattern): Neutral {
  const labels = new Set(neutral.changes.flatMap(({ kind, index }) => (kind === "label" ? [index] : [])));
  const changes = neutral.changes.map((change) => (isWrap(given, change) && !labels.has(change.index + change.from.length) ? { ...change, to: /\s/.test(given.charAt(change.index - 1)) ? "" : " " } : change));
  const text = apply(given, changes);
  return neutralise(text, label).changes.length === 0 ? { text, changes } : neutral;
}

function isWrap(given: string, { kind, from, index }: Change): boolean {
  const start = Math.max(given.lastIndexOf("\n", index - 1), given.lastIndexOf("\r", index - 1)) + 1;
  return kind === "newline" && /^\r?\n *$/.test(from) && index - start >= wrapped;
}

function apply(given: string, changes: readonly Change[]): string {
  let text = "";
  let position = 0;
  for (const { from, to, index } of changes) {
    text += given.slice(position, index) + to;
    position = index + from.length;
  }
  return text + given.slice(position);
}

function toTitle(document: string): string {
  const title = document.replace(/\.(?:txt|md)$/i, "");
  return isBlank(title) ? document : title;
}

function toLines(lines: Citation["lines"]): string {
  if (lines === null) return "";
  return lines[0] === lines[1] ? `, line ${lines[0]}` : `, lines ${lines[0]}-${lines[1]}`;
}
