/** @module Passages: what a library gives, a paragraph each, with the exact place in its document. */

/** UTF-16 offsets in the document; `lines` from 1. */
export type Passage = { readonly start: number; readonly end: number; readonly lines: readonly [number, number] };

/** The paragraphs of a text, in order, a heading with what follows it; longer ones are cut between sentences or else words. No white space around them. */
export function listPassages(text: string, longest: number): Passage[] {
  const lineAt = createLineCounter(text);
  return joinHeadings(text, listParagraphs(text))
    .flatMap((range) => cutRange(text, range, longest))
    .map(({ start, end }) => ({ start, end, lines: [lineAt(start), lineAt(end)] }));
}

type Range = { readonly start: number; readonly end: number };

/** A line end and at least one empty line. */
const gap = /(?:\r\n|\r(?!\n)|\n)(?:[^\S\r\n]*(?:\r\n|\r(?!\n)|\n))+/g;

/** Runs of text without an empty line in them. */
function listParagraphs(text: string): Range[] {
  const gaps = [...text.matchAll(gap)];
  const starts = [0, ...gaps.map(({ 0: found, index }) => index + found.length)];
  return starts.map((start, i) => trimRange(text, start, gaps[i]?.index ?? text.length)).filter(({ start, end }) => end > start);
}

function joinHeadings(text: string, paragraphs: readonly Range[]): Range[] {
  const joined: Range[] = [];
  let heading: number | null = null;
  for (const { start, end } of paragraphs) {
    const from: number = heading ?? start;
    heading = /^#{1,6} [^\r\n]*$/.test(text.slice(start, end)) ? from : null;
    if (heading === null) joined.push({ start: from, end });
  }
  const last = paragraphs.at(-1);
  return heading === null || last === undefined ? joined : [...joined, { start: heading, end: last.end }];
}

function cutRange(text: string, range: Range, longest: number): Range[] {
  const parts: Range[] = [];
  let rest = range;
  while (rest.end - rest.start > longest) {
    const end = rest.start + findCut(text.slice(rest.start, rest.start + longest + 1));
    parts.push(trimRange(text, rest.start, end));
    rest = trimRange(text, end, rest.end);
  }
  return [...parts, rest].filter(({ start, end }) => end > start);
}

/** Within `window` without its last unit: after the last sentence of its second half, else before its last white space, else its whole, a surrogate pair left together. */
function findCut(window: string): number {
  const half = window.length >> 1;
  const sentence = [...window.slice(half).matchAll(/[.!?]["')\]]?(?=\s)/g)].at(-1);
  if (sentence !== undefined) return half + sentence.index + sentence[0].length;
  const space = window.search(/\s\S*$/);
  if (space > 0) return space;
  return window.length - (/[\uD800-\uDBFF]/.test(window.charAt(window.length - 2)) && window.length > 2 ? 2 : 1);
}

function trimRange(text: string, from: number, to: number): Range {
  let [start, end] = [from, to];
  while (start < end && isSpace(text, start)) start++;
  while (end > start && isSpace(text, end - 1)) end--;
  return { start, end };
}

function isSpace(text: string, index: number): boolean {
  return /\s/.test(text.charAt(index));
}

/** Which line, from 1, an offset is on. */
function createLineCounter(text: string): (offset: number) => number {
  const ends = [...text.matchAll(/\r\n?|\n/g)].map(({ index }) => index);
  return (offset) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] ?? Infinity) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}
