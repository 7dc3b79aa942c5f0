/** @module What a toy world is: latent authors, each given by the documents it writes. */
import { PremiseError } from "../../errors/premise-error.ts";

export type WorldAuthor = {
  readonly id: string;
  readonly kind: "human" | "ai";
  /** Share of the world's documents by this author; the shares sum to 1. */
  readonly prior: number;
  /** How often its documents begin with each of the world's headers; the rest of 1 is documents without one. */
  readonly headers: Readonly<Record<string, number>>;
  /** What it writes, without header. Its next token follows the word pairs counted here. */
  readonly documents: readonly string[];
};

/**
 * A mixture of authors. Each writes tokens by an interpolated bigram chain with weights counted from its documents:
 * P(v | u) = bigram pairs(u, v) / pairs(u) + (1 - bigram - floor) count(v) / count + floor / vocabulary size.
 * A header such as "[expert]" is a word like any other, which authors write with different frequency: in a context it multiplies
 * the odds of two authors by the ratio of these, so naming the author in a prompt changes who is predicted, by exactly Bayes' rule.
 */
export type World = {
  readonly id: string;
  readonly summary: string;
  readonly headers: readonly string[];
  /** Weight of the word pairs, from 0 to 1 - floor. */
  readonly bigram: number;
  /** Weight of the uniform distribution, above 0: nothing is impossible. */
  readonly floor: number;
  readonly authors: readonly WorldAuthor[];
};

/** @throws PremiseError `config/invalid` unless shares and weights fit and a human and an AI are among the authors. */
export function requireWorld(world: World): void {
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) throw new PremiseError("config/invalid", { source: `world ${world.id}`, problem });
  };
  const isShare = (value: number): boolean => value >= 0 && value <= 1;
  demand(world.floor > 0 && world.bigram >= 0 && world.bigram + world.floor <= 1, "floor must be above 0, bigram + floor at most 1");
  for (const kind of ["human", "ai"] as const) demand(world.authors.some((author) => author.kind === kind), `no author of kind ${kind}`);
  demand(Math.abs(total(world.authors.map(({ prior }) => prior)) - 1) < 1e-9, "the authors' priors do not sum to 1");
  demand(new Set(world.authors.map(({ id }) => id)).size === world.authors.length, "two authors have one id");
  demand(world.headers.every((header) => /^\[[a-z]+\]$/.test(header)), "a header is not of the form [name]");
  for (const { id, prior, headers, documents } of world.authors) {
    demand(prior > 0, `author ${id} has no share`);
    demand(documents.length > 0 && documents.every((text) => text !== ""), `author ${id} has no text`);
    demand(Object.keys(headers).every((header) => world.headers.includes(header)), `author ${id} uses an unknown header`);
    demand(Object.values(headers).every(isShare) && total(Object.values(headers)) <= 1 + 1e-9, `author ${id} has header shares above 1`);
  }
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
