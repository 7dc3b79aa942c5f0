/** @module Which sampled answers say the same: equal texts up to case, white space, edge punctuation and articles. */

/** What two answers must share to count as one. Words, numbers and signs inside the text stay as they are. */
export function normaliseAnswer(text: string): string {
  // Compatibility forms are one text, save where they carry meaning: "10²" is not "102".
  const plain = text.replace(/[^\p{No}]+/gu, (part) => part.normalize("NFKC"));
  const words = plain.split(/\s+/u).map((given) => ({ given, word: trimPunctuation(given) })).filter(({ word }) => word !== "");
  if (words.length === 0) return plain.replace(/\s+/gu, " ").trim();
  const kept: string[] = [];
  words.forEach(({ given, word }, i) => {
    const isInside = i < words.length - 1;
    // No article ends a phrase, has a comma behind it, or is a capital A inside a phrase: "vitamin A", "A, C and D", "type A blood".
    if (!isInside || !articles.has(word.toLowerCase())) kept.push(word.toLowerCase());
    else if (!given.endsWith(word)) kept.push(given.slice(given.indexOf(word)).toLowerCase());
    else if (word === "A" && kept.length > 0) kept.push(word);
  });
  return kept.join(" ");
}

const articles = new Set(["a", "an", "the"]);

/** At the edges only: "3.5" and "well-known" keep theirs, and so do a number its minus, point or per cent, and "C#" its sharp. A sign that stands alone stays. */
function trimPunctuation(word: string): string {
  if (/^[-–%‰#&*/@]$/u.test(word)) return word;
  return word.replace(/^(?:(?![-–.]?\p{N})\p{P})+/u, "").replace(/(?:(?![%‰#])\p{P})+$/u, "");
}

export type Cluster<T> = { readonly key: string; readonly members: readonly T[] };

/** Groups items whose texts say the same, largest first, then by first appearance. */
export function clusterAnswers<T extends { readonly text: string }>(items: readonly T[]): Cluster<T>[] {
  const groups = Map.groupBy(items, (item) => normaliseAnswer(item.text));
  return [...groups].map(([key, members]) => ({ key, members })).sort((a, b) => b.members.length - a.members.length);
}
