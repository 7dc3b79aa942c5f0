/** @module The exact mixture: next-token distribution and posterior over authors, in closed form. */
import { logSumExp, softmax } from "../../stats/log-space.ts";
import { bosToken, endToken, type Vocabulary } from "./vocabulary.ts";
import type { World, WorldAuthor } from "./world.ts";

/** What the tokens so far say. Immutable; a state belongs to the mixture that made it. */
export type MixtureState = {
  /** ln of prior times likelihood for each author, in nats. */
  readonly logJoint: Float64Array;
  readonly previous: number | null;
};

export interface Mixture {
  /** Before any token. */
  readonly start: MixtureState;
  /** ln P(next token | tokens so far), over the vocabulary, in nats: the authors' distributions weighed by the posterior. Not to be changed. */
  next(state: MixtureState): Float64Array;
  /** After one more token. The first token of all, with nothing before it, counts by its frequency; a leading BOS says nothing. */
  advance(state: MixtureState, token: number): MixtureState;
  /** P(author | tokens so far), in the world's order of authors. */
  posterior(state: MixtureState): Float64Array;
}

type Chain = { readonly pairs: ReadonlyMap<number, ReadonlyMap<number, number>>; readonly counts: ReadonlyMap<number, number>; readonly count: number };

export function createMixture(world: World, vocabulary: Vocabulary): Mixture {
  const chains = world.authors.map((author) => countPairs(author, vocabulary));
  const rows = new Map<number | null, Float64Array[]>();
  const known = new WeakMap<MixtureState, Float64Array>();
  const rowsAfter = (previous: number | null): Float64Array[] => {
    const found = rows.get(previous) ?? chains.map((chain) => nextOf(chain, previous, world, vocabulary.size));
    rows.set(previous, found);
    return found;
  };
  const mix = (state: MixtureState): Float64Array => {
    const posterior = softmax(state.logJoint);
    const mixed = new Float64Array(vocabulary.size);
    rowsAfter(state.previous).forEach((row, author) => {
      for (let token = 0; token < mixed.length; token++) mixed[token]! += (posterior[author] as number) * (row[token] as number);
    });
    return mixed.map(Math.log);
  };
  return {
    start: { logJoint: Float64Array.from(world.authors, ({ prior }) => Math.log(prior)), previous: null },
    next(state) {
      const found = known.get(state) ?? mix(state);
      known.set(state, found);
      return found;
    },
    advance(state, token) {
      const likelihoods = rowsAfter(state.previous);
      const logJoint = state.logJoint.map((joint, author) => joint + Math.log((likelihoods[author] as Float64Array)[token] as number));
      return { logJoint, previous: token };
    },
    posterior: (state) => softmax(state.logJoint),
  };
}

/** ln P(tokens so far), first token included: differences of it are ln P(text | context). */
export function logEvidence(state: MixtureState): number {
  return logSumExp(state.logJoint);
}

/** Word pairs of the author's documents, each read once with every header and once without, in the shares it uses them. */
function countPairs(author: WorldAuthor, vocabulary: Vocabulary): Chain {
  const pairs = new Map<number, Map<number, number>>();
  const counts = new Map<number, number>();
  let count = 0;
  for (const { opening, share } of openingsOf(author)) {
    for (const text of author.documents) {
      let previous = bosToken;
      for (const token of [...vocabulary.tokenize(opening + text), endToken]) {
        const after = pairs.get(previous) ?? new Map<number, number>();
        pairs.set(previous, after.set(token, (after.get(token) ?? 0) + share));
        counts.set(token, (counts.get(token) ?? 0) + share);
        count += share;
        previous = token;
      }
    }
  }
  return { pairs, counts, count };
}

function openingsOf({ headers }: WorldAuthor): { opening: string; share: number }[] {
  const withHeader = Object.entries(headers).map(([header, share]) => ({ opening: `${header}\n`, share }));
  const without = 1 - withHeader.reduce((sum, { share }) => sum + share, 0);
  return [{ opening: "", share: Math.max(0, without) }, ...withHeader];
}

/** P(next | previous) of one author; after a token it never wrote on from, word frequencies take the pairs' weight. */
function nextOf(chain: Chain, previous: number | null, world: World, size: number): Float64Array {
  const row = new Float64Array(size).fill(world.floor / size);
  const after = previous === null ? undefined : chain.pairs.get(previous);
  const seen = after === undefined ? 0 : [...after.values()].reduce((sum, weight) => sum + weight, 0);
  const bigram = seen > 0 ? world.bigram : 0;
  for (const [token, weight] of after ?? []) if (bigram > 0) row[token]! += (bigram * weight) / seen;
  for (const [token, weight] of chain.counts) row[token]! += ((1 - world.floor - bigram) * weight) / chain.count;
  return row;
}
