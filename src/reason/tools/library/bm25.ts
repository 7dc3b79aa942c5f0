/** @module BM25: which passages speak of what was asked. */

/** `share`: how much of the query's weight stands in the passage, from 0 to 1. */
export type Ranked = { readonly passage: number; readonly score: number; readonly share: number };

export type Index = { readonly rank: (query: string) => Ranked[] };

/** How soon a repeated word counts no more, and how much a long passage is held to its length: the paper's usual values. */
export const bm25 = { k1: 1.2, b: 0.75 } as const;

/** Words, in lower case, compatibility forms as the plain ones, without a plural's ending. Languages without spaces between words have too few. */
export function toWords(text: string): string[] {
  return (text.normalize("NFKC").toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).map(toSingular);
}

/** Source: Harman, Journal of the American Society for Information Science 42(1), 1991, the "S" stemmer. */
function toSingular(word: string): string {
  if (word.length < 4) return word;
  if (/(?<![ae])ies$/.test(word)) return word.replace(/ies$/, "y");
  if (/(?<![aeo])es$/.test(word)) return word.slice(0, -1);
  return /(?<![us])s$/.test(word) ? word.slice(0, -1) : word;
}

/**
 * The weight of a word is log(1 + (N - n + 0.5) / (n + 0.5)) for n of N passages that have it: with the 1 it is never negative.
 * Ranked are passages with a word of the query, best first, of equals the earlier.
 * Source: Robertson & Zaragoza, Foundations and Trends in Information Retrieval 3(4), 2009, section 3.4.
 */
export function createIndex(passages: readonly string[]): Index {
  const postings = new Map<string, Map<number, number>>();
  const lengths = passages.map((text, passage) => {
    const words = toWords(text);
    for (const word of words) {
      const counts = postings.get(word) ?? new Map<number, number>();
      postings.set(word, counts.set(passage, (counts.get(passage) ?? 0) + 1));
    }
    return words.length;
  });
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const weigh = (word: string): number => {
    const n = postings.get(word)?.size ?? 0;
    return Math.log(1 + (passages.length - n + 0.5) / (n + 0.5));
  };
  const saturate = (count: number, length: number): number => (count * (bm25.k1 + 1)) / (count + bm25.k1 * (1 - bm25.b + (bm25.b * length) / mean));
  return {
    rank: (query) => {
      const words = [...new Set(toWords(query))];
      const whole = words.reduce((sum, word) => sum + weigh(word), 0);
      const found = new Map<number, { score: number; weight: number }>();
      for (const word of words) {
        const weight = weigh(word);
        for (const [passage, count] of postings.get(word) ?? []) {
          const so = found.get(passage) ?? { score: 0, weight: 0 };
          found.set(passage, { score: so.score + weight * saturate(count, lengths[passage] ?? 0), weight: so.weight + weight });
        }
      }
      return [...found].map(([passage, { score, weight }]) => ({ passage, score, share: weight / whole })).sort((a, b) => b.score - a.score || a.passage - b.passage);
    },
  };
}
