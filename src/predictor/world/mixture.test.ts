import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { logEvidence, createMixture, type Mixture } from "./mixture.ts";
import { bosToken, createVocabulary, endToken } from "./vocabulary.ts";
import { fourAuthors, twoAuthors, worlds } from "./worlds.ts";

/** The same world worked out the plain way: pairs counted by scanning, products of probabilities, no logarithms, no caches. */
function bruteForce(world = fourAuthors) {
  const vocabulary = createVocabulary(world);
  const streams = world.authors.map(({ documents, headers }) => {
    const named = Object.entries(headers);
    const shares: [string, number][] = [["", 1 - named.reduce((sum, [, share]) => sum + share, 0)], ...named.map(([header, share]): [string, number] => [`${header}\n`, share])];
    return shares.flatMap(([opening, share]) => documents.map((text) => ({ share, tokens: [bosToken, ...vocabulary.tokenize(opening + text), endToken] })));
  });
  const step = (author: number, previous: number | null, token: number): number => {
    let [pair, before, single, all] = [0, 0, 0, 0];
    for (const { share, tokens } of streams[author] ?? []) {
      for (let i = 1; i < tokens.length; i++) {
        all += share;
        if (tokens[i] === token) single += share;
        if (tokens[i - 1] === previous) before += share;
        if (tokens[i - 1] === previous && tokens[i] === token) pair += share;
      }
    }
    const bigram = before > 0 ? world.bigram : 0;
    return (before > 0 ? (bigram * pair) / before : 0) + ((1 - world.floor - bigram) * single) / all + world.floor / vocabulary.size;
  };
  const joint = (tokens: readonly number[]) =>
    world.authors.map(({ prior }, author) => tokens.reduce((product, token, i) => product * step(author, tokens[i - 1] ?? null, token), prior));
  return { vocabulary, joint, sum: (tokens: readonly number[]) => joint(tokens).reduce((total, x) => total + x, 0) };
}

function read(mixture: Mixture, tokens: readonly number[]) {
  return tokens.reduce((state, token) => mixture.advance(state, token), mixture.start);
}

const texts = ["The tide", "[expert]\nThe evidence is clear", "[ai]\nI hope this helps!", "[human]\nI think 7", "zebra", "Here are"];

describe.each(worlds)("the mixture of $id", (world) => {
  const { vocabulary, joint, sum } = bruteForce(world);
  const mixture = createMixture(world, vocabulary);

  it("has the posterior of a brute-force enumeration", () => {
    for (const text of texts) {
      const tokens = [bosToken, ...vocabulary.tokenize(text)];
      const total = sum(tokens);
      const posterior = mixture.posterior(read(mixture, tokens));
      joint(tokens).forEach((value, author) => expect(Math.abs((posterior[author] as number) - value / total)).toBeLessThan(1e-9));
    }
  });

  it("gives a text the probability of that enumeration, whatever its cut into context and continuation", () => {
    for (const text of texts) {
      const tokens = [bosToken, ...vocabulary.tokenize(text)];
      for (let cut = 1; cut < tokens.length; cut++) {
        const expected = Math.log(sum(tokens) / sum(tokens.slice(0, cut)));
        const chained = tokens.slice(cut).reduce((total, token, i) => total + (mixture.next(read(mixture, tokens.slice(0, cut + i)))[token] as number), 0);
        expect(Math.abs(chained - expected)).toBeLessThan(1e-9);
        expect(Math.abs(logEvidence(read(mixture, tokens)) - logEvidence(read(mixture, tokens.slice(0, cut))) - expected)).toBeLessThan(1e-9);
      }
    }
  });

  it("has a next token with probability 1, after any tokens", () => {
    const token = fc.integer({ min: 0, max: vocabulary.size - 1 });
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
        const state = read(mixture, tokens);
        expect(mixture.next(state).reduce((total, logprob) => total + Math.exp(logprob), 0)).toBeCloseTo(1, 9);
        expect(mixture.posterior(state).reduce((total, p) => total + p, 0)).toBeCloseTo(1, 9);
        expect(mixture.next(state).every((logprob) => Number.isFinite(logprob) && logprob < 0)).toBe(true);
      }),
    );
  });

  it("learns nothing from a leading BOS", () => {
    const posterior = mixture.posterior(read(mixture, [bosToken]));
    world.authors.forEach(({ prior }, author) => expect(posterior[author]).toBeCloseTo(prior, 12));
  });
});

describe("a header", () => {
  const authors = fourAuthors.authors;
  const vocabulary = createVocabulary(fourAuthors);
  const mixture = createMixture(fourAuthors, vocabulary);
  const kindAfter = (text: string) => {
    const posterior = mixture.posterior(read(mixture, [bosToken, ...vocabulary.tokenize(text)]));
    return authors.reduce((sum, { kind }, author) => sum + (kind === "ai" ? (posterior[author] as number) : 0), 0);
  };

  it("changes whom the world predicts", () => {
    expect(kindAfter("")).toBeCloseTo(0.3, 12);
    expect(kindAfter("[human]\n")).toBeLessThan(0.1);
    expect(kindAfter("[ai]\n")).toBeGreaterThan(0.9);
  });

  it("multiplies the odds by about the ratio of its frequencies at the beginning of a document", () => {
    const posterior = mixture.posterior(read(mixture, [bosToken, ...vocabulary.tokenize("[expert]")]));
    const odds = (posterior[1] as number) / (posterior[3] as number);
    const ratio = odds / ((authors[1]?.prior ?? 0) / (authors[3]?.prior ?? 0));
    expect(ratio).toBeGreaterThan(0.95 * (0.4 / 0.3));
    expect(ratio).toBeLessThan(1.05 * (0.4 / 0.3));
  });

  it("is outweighed by what the text says", () => {
    expect(kindAfter("[human]\nAs an AI language model, I hope this helps!")).toBeGreaterThan(0.9);
  });
});

describe("credence in the world", () => {
  it("is calibrated: of texts that an author writes, its posterior takes the share that it says", () => {
    // Exact, not sampled: the sum over all two-word texts of P(text) P(ai | text) is the prior.
    const vocabulary = createVocabulary(twoAuthors);
    const mixture = createMixture(twoAuthors, vocabulary);
    let mass = 0;
    let credence = 0;
    const start = read(mixture, [bosToken]);
    mixture.next(start).forEach((first, token) => {
      const middle = mixture.advance(start, token);
      mixture.next(middle).forEach((second, next) => {
        const p = Math.exp(first + second);
        mass += p;
        credence += p * (mixture.posterior(mixture.advance(middle, next))[1] as number);
      });
    });
    expect(mass).toBeCloseTo(1, 9);
    expect(credence).toBeCloseTo(0.5, 9);
  });
});
