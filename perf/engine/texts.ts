/** @module Texts to score and to go on from, made by seed: two parts share no more of a beginning than a word or two by chance. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createRandom, deriveSeed } from "../../src/random/seeded.ts";
import type { Predictor } from "../../src/predictor/predictor.ts";
import { seed } from "./setting.ts";

const words = "the harbour was quiet when boats came back with their morning catch and an old clerk wrote each name into his long grey book before he shut it".split(" ");
const prosePath = join(import.meta.dirname, "../../test/golden/perplexity.v1.txt");

export function readProse(): string {
  return readFileSync(prosePath, "utf8").replace(/\n$/, "");
}

export const prosePlace = prosePath;

/** Ordinary words in an order that `part` decides. */
export function makeWords(part: number, count: number): string {
  const random = createRandom(deriveSeed(seed, part));
  return Array.from({ length: count }, (_, i) => (words[random.below(words.length)] ?? "") + (i % 14 === 13 ? "." : "")).join(" ");
}

/** `count` tokens of words. */
export async function makeTokens(predictor: Predictor, part: number, count: number): Promise<number[]> {
  const [tokens = []] = await predictor.tokenize([makeWords(part, count)]);
  return tokens.slice(0, count);
}

/** `count` tokens of prose, every part from another place; after the document's beginning where the model expects one. */
export async function makePrefix(predictor: Predictor, part: number, count: number): Promise<number[]> {
  const [tokens = []] = await predictor.tokenize([readProse()]);
  const { bos } = predictor.info;
  const begin = bos.byDefault && bos.token !== null ? [bos.token] : [];
  const start = ((part + 1) * 211) % (tokens.length - count);
  return [...begin, ...tokens.slice(start, start + count - begin.length)];
}

export type Question = { readonly contextText: string; readonly choiceTexts: readonly string[]; readonly context: readonly number[]; readonly choices: readonly (readonly number[])[] };

export const contextTokens = 120;
const choiceEnds = ["the old clerk shut the grey book before morning", "a boat came back with no catch and nobody at the oars", "each of the names was written twice by a different hand", "it was only the harbour bell ringing in the fog"];

/** Questions with a context of 120 tokens and four choices of 9 to 13 tokens; no two contexts begin alike. */
export async function makeQuestions(predictor: Predictor, part: number, count: number): Promise<Question[]> {
  const contexts = await Promise.all(Array.from({ length: count }, (_, i) => makeTokens(predictor, 1000 * (part + 2) + i, contextTokens)));
  const contextTexts = await predictor.detokenize(contexts);
  const choiceTexts = choiceEnds.map((end) => ` ${end}`);
  const choices = await predictor.tokenize(choiceTexts);
  return contexts.map((context, i) => ({ contextText: contextTexts[i] ?? "", choiceTexts, context, choices }));
}
