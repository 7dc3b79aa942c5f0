/** @module Which sampled answers say the same: equal texts up to case, white space, edge punctuation and articles. */

/** What two answers must share to count as one. Words, numbers and signs inside the text stay as they are. */
export function normaliseAnswer(text: string): string {
  const plain = text.normalize("NFKC");
  const words = plain.split(/\s+/u).map(trimPunctuation).filter((word) => word !== "");
  if (words.length === 0) return plain.replace(/\s+/gu, " ").trim();
  const last = words.pop() ?? "";
  // No article ends a phrase, and none is a capital A inside one: "vitamin A", "type A blood".
  const kept: string[] = [];
  for (const word of words) {
    if (word === "A" && kept.length > 0) kept.push(word);
    else if (!articles.has(word.toLowerCase())) kept.push(word.toLowerCase());
  }
  return [...kept, last.toLowerCase()].join(" ");
}

const articles = new Set(["a", "an", "the"]);

/** At the edges only: "3.5" and "well-known" keep theirs, and so do a number its minus, point or per cent, and "C#" its sharp. */
function trimPunctuation(word: string): string {
  return word.replace(/^(?:(?![-.]?\p{N})\p{P})+/u, "").replace(/(?:(?![%‰#])\p{P})+$/u, "");
}

export type Cluster<T> = { readonly key: string; readonly members: readonly T[] };

/** Groups items whose texts say the same, largest first, then by first appearance. */
export function clusterAnswers<T extends { readonly text: string }>(items: readonly T[]): Cluster<T>[] {
  const groups = Map.groupBy(items, (item) => normaliseAnswer(item.text));
  return [...groups].map(([key, members]) => ({ key, members })).sort((a, b) => b.members.length - a.members.length);
}
