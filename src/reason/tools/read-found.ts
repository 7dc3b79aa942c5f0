/** @module Reads what a resource gave: a resource may be anybody's code, so nothing about it is trusted. */
import { PremiseError } from "../../errors/premise-error.ts";
import { isBlank } from "../../premises/neutralise.ts";
import { countShown, cutAtWord } from "./cut.ts";
import type { Citation, Found } from "./tool.ts";

/** More are not looked at. */
const mostCitations = 16;
const longestName = 200;
const longestNote = 200;

/** @throws PremiseError `resource/invalid-answer` for what is no `Found`. */
export function readFound(resource: string, given: unknown): Found {
  const refuse = (problem: string): never => {
    throw new PremiseError("resource/invalid-answer", { resource, problem });
  };
  try {
    if (typeof given !== "object" || given === null) return refuse("it is no object");
    const { text, citations = [], note = null } = given as Record<string, unknown>;
    if (typeof text !== "string") return refuse("it has no text");
    if (!Array.isArray(citations)) return refuse("its citations are no list");
    if (note !== null && typeof note !== "string") return refuse("its note is no text");
    const read = citations.slice(0, mostCitations).map((citation: unknown) => readCitation(citation) ?? refuse("a citation has no document, offsets and text that belong together"));
    const cited = read.filter((citation) => !isBlank(citation.text));
    return { text: isBlank(text) ? "" : text, citations: cited, note: note === null || isBlank(note) ? null : cutAtWord(note, longestNote, countShown) };
  } catch (error) {
    if (error instanceof PremiseError) throw error;
    return refuse("it can't be read");
  }
}

function readCitation(given: unknown): Citation | null {
  if (typeof given !== "object" || given === null) return null;
  const { document, start, end, text, lines = null } = given as Record<string, unknown>;
  if (typeof document !== "string" || isBlank(document) || typeof text !== "string") return null;
  if (!isPlace(start, 0) || !isPlace(end, start) || end - start !== text.length) return null;
  const [first, last, ...more]: unknown[] = Array.isArray(lines) ? lines : [1, 1];
  if ((lines !== null && !Array.isArray(lines)) || !isPlace(first, 1) || !isPlace(last, first) || more.length > 0) return null;
  return { document: cutAtWord(document, longestName, countShown), start, end, text, lines: lines === null ? null : [first, last] };
}

function isPlace(value: unknown, least: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
