/** @module The grammar of a stepwise world's documents: which words may come where, how likely each is for each latent, and what comes after. */
import type { Latent } from "./latents.ts";
import { rightWord, type StepWorld, wrongWord } from "./step-world.ts";

/** Where a word is due: the opening (a date, or what may follow), after the date, before a step, after a task header, and the two words of style. */
export type Slot = "opening" | "author" | "step" | "quality" | "manner" | "topic";

export type Place = { readonly slot: Slot; /** Of the next step, in nats. */ readonly difficulty: number };

/** The end of a document, which is no word. */
export const endWord = "";

export function openingOf(world: StepWorld): Place {
  return { slot: "opening", difficulty: world.difficulty };
}

/** Rasch's model: P(right), for skill and difficulty in nats. Source: Rasch, Probabilistic Models for Some Intelligence and Attainment Tests, 1960. */
export function rightChance(skill: number, difficulty: number): number {
  return 1 / (1 + Math.exp(difficulty - skill));
}

/** P(word | place, latent) of every word that belongs there, the floor left out; they sum to 1. Every latent of a world has the same words. */
export function chancesAt(world: StepWorld, latent: Latent, { slot, difficulty }: Place): ReadonlyMap<string, number> {
  const { author } = latent;
  switch (slot) {
    case "opening":
      return optional(datesOf(world, latent), chancesAt(world, latent, { slot: "author", difficulty }));
    case "author":
      return optional(world.headers.map((header) => [header, author.headers[header] ?? 0]), chancesAt(world, latent, { slot: "step", difficulty }));
    case "step":
      return optional([[endWord, world.stop], ...tasksOf(world)], chancesAt(world, latent, { slot: "quality", difficulty }));
    case "quality": {
      const right = rightChance(author.skill, difficulty);
      return new Map([[rightWord, right], [wrongWord, 1 - right]]);
    }
    case "manner":
      return sharesOf(world.authors.map(({ manner }) => manner), author.manner);
    case "topic":
      return sharesOf(Object.values(world.topics), author.kind === "ai" ? world.topics.ai : latent.aiExists ? world.topics.withAi : world.topics.withoutAi);
  }
}

/** Where the next word is due after one that belongs there. */
export function placeAfter(world: StepWorld, place: Place, word: string): Place {
  if (word === endWord) return openingOf(world);
  if (place.slot === "manner" || place.slot === "topic") return { ...place, slot: place.slot === "manner" ? "topic" : "step" };
  const task = world.tasks[word];
  if (task !== undefined) return { slot: "quality", difficulty: task };
  if (word === rightWord || word === wrongWord) return { ...place, slot: "manner" };
  return { ...place, slot: world.headers.includes(word) ? "step" : "author" };
}

/** What may be left out: what is left of 1 goes to what may follow. */
function optional(chances: readonly (readonly [string, number])[], otherwise: ReadonlyMap<string, number>): Map<string, number> {
  const left = 1 - chances.reduce((sum, [, chance]) => sum + chance, 0);
  return new Map([...chances, ...[...otherwise].map(([word, chance]): [string, number] => [word, left * chance])]);
}

function datesOf(world: StepWorld, { date, author }: Latent): [string, number][] {
  const others = world.dates.length - 1;
  return world.dates.map(({ header }) => [header, world.dated * (header === date.header ? author.trueDate : (1 - author.trueDate) / others)]);
}

function tasksOf({ tasks, tasked }: StepWorld): [string, number][] {
  const headers = Object.keys(tasks);
  return headers.map((header) => [header, tasked / headers.length]);
}

/** With all words that anyone uses there, so that every latent has the same ones. */
function sharesOf(all: readonly Readonly<Record<string, number>>[], own: Readonly<Record<string, number>>): Map<string, number> {
  return new Map([...new Set(all.flatMap((shares) => Object.keys(shares)))].map((word) => [word, own[word] ?? 0]));
}
