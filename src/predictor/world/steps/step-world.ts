/** @module What a stepwise world is: humans and AIs of several skills, AI existing or not by date, documents that are headers and steps. */
import { PremiseError } from "../../../errors/premise-error.ts";

/** Words and how often each is taken; the shares sum to 1. */
export type Shares = Readonly<Record<string, number>>;

export type StepAuthor = {
  readonly id: string;
  readonly kind: "human" | "ai";
  /** Share among the documents of its kind; the shares of a kind sum to 1. */
  readonly share: number;
  /** In nats, on the scale of difficulties. */
  readonly skill: number;
  /** The human it writes like; null: it writes as itself. */
  readonly imitates: string | null;
  /** How often its documents name their author with each header; the rest of 1 name none. */
  readonly headers: Readonly<Record<string, number>>;
  /** Probability that the date it states is the true one; every other date is stated alike. */
  readonly trueDate: number;
  readonly manner: Shares;
};

export type WorldDate = {
  /** Such as "[2010]". */
  readonly header: string;
  /** Share of documents from then; the shares sum to 1. */
  readonly share: number;
  /** P(AI exists at this date). */
  readonly aiExists: number;
  /** Share of documents by AIs where it exists; elsewhere it is 0. */
  readonly aiShare: number;
};

/**
 * Latent: date, whether AI exists, author. A document is [date]? [author]? then steps: [task]? right or wrong, a word of manner, a
 * word of topic. A step of difficulty b is right with probability 1 / (1 + exp(b - skill)) (Rasch, Probabilistic Models for Some
 * Intelligence and Attainment Tests, 1960). Task headers are put by whoever asks, alike for all authors: they say nothing of them.
 * Where the grammar has a choice, each of all tokens has floor / vocabulary size besides; one that does not belong there changes nothing.
 */
export type StepWorld = {
  readonly id: string;
  readonly summary: string;
  readonly dates: readonly WorldDate[];
  readonly authors: readonly StepAuthor[];
  /** Author headers, such as "[expert]". */
  readonly headers: readonly string[];
  /** Task headers and their difficulty in nats; it lasts until the next one. */
  readonly tasks: Readonly<Record<string, number>>;
  /** Difficulty in nats before any task header. */
  readonly difficulty: number;
  /** Share of documents that state a date. */
  readonly dated: number;
  /** Probability that a step begins with a task header, each of them alike. */
  readonly tasked: number;
  /** Probability that the document ends where a step could begin. */
  readonly stop: number;
  readonly floor: number;
  /** Words of topic: of humans where no AI exists, of humans where it does, of AIs. */
  readonly topics: { readonly withoutAi: Shares; readonly withAi: Shares; readonly ai: Shares };
};

export const rightWord = " right";
export const wrongWord = " wrong";

/** @throws PremiseError `config/invalid` unless all shares fit and a human and an AI are among the authors. */
export function requireStepWorld(world: StepWorld): void {
  const demand = (holds: boolean, problem: string): void => {
    if (!holds) throw new PremiseError("config/invalid", { source: `world ${world.id}`, problem });
  };
  const sumsToOne = (shares: Shares): boolean => Math.abs(totalOf(shares) - 1) < 1e-9 && Object.values(shares).every(isShare);
  demand(world.floor > 0 && world.floor < 1, "floor must be above 0 and below 1");
  demand(world.stop >= 0 && world.tasked >= 0 && world.stop + world.tasked < 1, "stop and tasked leave no steps");
  demand(isShare(world.dated), "dated is no share");
  demand(world.dates.length > 1 && sumsToOne(Object.fromEntries(world.dates.map(({ header, share }) => [header, share]))), "the dates' shares do not sum to 1, or there is only one");
  demand(world.dates.every(({ aiExists, aiShare }) => isShare(aiExists) && isShare(aiShare)), "a date has a share that is none");
  demand(Object.values(world.topics).every(sumsToOne), "the shares of topics do not sum to 1");
  demand(Object.keys(world.tasks).length > 0, "there is no task");
  requireAuthors(world, demand, sumsToOne);
  const words = listWords(world);
  demand(new Set(words).size === words.length && words.every((word) => /^(\[[a-z0-9]+\]| [a-z]+)$/.test(word)), "a word stands in two places, or is of neither form: [name], or a space and letters");
}

/** All words of the grammar: headers of date, author and task, quality, manner, topic. */
export function listWords(world: StepWorld): string[] {
  const manners = new Set(world.authors.flatMap(({ manner }) => Object.keys(manner)));
  const topics = new Set(Object.values(world.topics).flatMap((shares) => Object.keys(shares)));
  return [...world.dates.map(({ header }) => header), ...world.headers, ...Object.keys(world.tasks), rightWord, wrongWord, ...manners, ...topics];
}

function requireAuthors(world: StepWorld, demand: (holds: boolean, problem: string) => void, sumsToOne: (shares: Shares) => boolean): void {
  const { authors } = world;
  demand(new Set(authors.map(({ id }) => id)).size === authors.length, "two authors have one id");
  for (const kind of ["human", "ai"] as const) {
    demand(sumsToOne(Object.fromEntries(authors.filter((author) => author.kind === kind).map(({ id, share }) => [id, share]))), `the shares of authors of kind ${kind} do not sum to 1`);
  }
  for (const { id, skill, imitates, headers, trueDate, manner } of authors) {
    demand(Number.isFinite(skill), `author ${id} has no skill`);
    demand(imitates === null || authors.some((author) => author.id === imitates && author.kind === "human"), `author ${id} imitates no human of the world`);
    demand(Object.keys(headers).every((header) => world.headers.includes(header)) && totalOf(headers) <= 1 + 1e-9, `author ${id} has an unknown header, or shares above 1`);
    demand(isShare(trueDate) && sumsToOne(manner), `author ${id} has shares that do not sum to 1`);
  }
}

function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}

function totalOf(shares: Readonly<Record<string, number>>): number {
  return Object.values(shares).reduce((sum, share) => sum + share, 0);
}
