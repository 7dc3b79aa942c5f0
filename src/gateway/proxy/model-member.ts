/** @module Puts another model's name into a request's JSON, every other byte left as it is. */

/**
 * `text`, an object of JSON that was parsed before, with `model` as its top-level member `model`; where that stands more than once, the last one, which counts, is replaced.
 * A text without one gets it as its first member.
 */
export function replaceModel(text: string, model: string): string {
  const place = findPlainly(text) ?? findModel(text);
  const value = JSON.stringify(model);
  if (place !== null) return text.slice(0, place.start) + value + text.slice(place.end);
  const open = text.indexOf("{") + 1;
  const isEmpty = /^\s*\}/.test(text.slice(open));
  return `${text.slice(0, open)}"model":${value}${isEmpty ? "" : ","}${text.slice(open)}`;
}

/** The usual case without reading all of a long text: the member comes first, and no other place could be one of that name. */
function findPlainly(text: string): { start: number; end: number } | null {
  const [head, value] = /^\s*\{\s*"model"\s*:\s*("[^"\\]*")/.exec(text) ?? [];
  if (head === undefined || value === undefined || text.includes('"model"', head.length) || text.includes("\\u")) return null;
  return { start: head.length - value.length, end: head.length };
}

/** Strings, brackets and colons are all that has to be told apart in a text that is known to be JSON. */
const sign = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/gs;

function findModel(text: string): { start: number; end: number } | null {
  let depth = 0;
  let key: string | null = null;
  let last: string | null = null;
  let from = -1;
  let found: { start: number; end: number } | null = null;
  for (const { 0: token, index } of text.matchAll(sign)) {
    if (token === ":" && depth === 1) {
      key = last;
      from = index + 1;
    } else if ((token === "," && depth === 1) || (token === "}" && depth === 1)) {
      if (key !== null && JSON.parse(key) === "model") found = trimmed(text, from, index);
      key = null;
    }
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    last = token.startsWith('"') ? token : null;
  }
  return found;
}

function trimmed(text: string, start: number, end: number): { start: number; end: number } {
  const value = text.slice(start, end);
  return { start: start + value.length - value.trimStart().length, end: end - (value.length - value.trimEnd().length) };
}
