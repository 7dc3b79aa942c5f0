/** @module Families of sub-tasks that questions are made of: small questions from a seed, with four choices each. */
import { createRandom, deriveSeed, type Random, shuffle } from "../../random/seeded.ts";
import { facts } from "./facts.ts";
import { amongMisses } from "./near-misses.ts";

/** `answer`: which of the choices is right. */
export type SubTask = { readonly question: string; readonly choices: readonly string[]; readonly answer: number };

/** `doing`: what somebody is good at, behind "good at". */
export type Family = { readonly id: string; readonly doing: string; readonly make: (random: Random, index: number) => SubTask };

/** What a guess among the choices comes to. */
export const chance = 0.25;

export const families: readonly Family[] = [
  { id: "add-small", doing: "adding small numbers", make: ofTwo("+", [2, 19]) },
  { id: "add-large", doing: "adding large numbers", make: ofTwo("+", [100, 999]) },
  { id: "subtract", doing: "taking one number from another", make: ofTwo("-", [20, 99]) },
  { id: "multiply-small", doing: "multiplying small numbers", make: ofTwo("*", [2, 9]) },
  { id: "multiply-large", doing: "multiplying large numbers", make: ofTwo("*", [12, 49]) },
  { id: "divide", doing: "sharing out a number evenly", make: ofTwo("/", [3, 19]) },
  { id: "compare", doing: "telling which number is the largest", make: compare },
  { id: "read-number", doing: "finding a number in a sentence", make: readNumber },
  { id: "recall", doing: "recalling plain facts", make: recall },
];

/** Task `index` of a family is the same whatever is asked besides. */
export function makeSubTask(family: Family, seed: number, index: number): SubTask {
  return family.make(createRandom(deriveSeed(deriveSeed(seed, families.indexOf(family)), index)), index);
}

function ofTwo(sign: "+" | "-" | "*" | "/", [low, high]: readonly [number, number]): Family["make"] {
  return (random) => {
    const [x, y] = [drawBetween(random, low, high), drawBetween(random, low, high)];
    const [a, b] = sign === "-" ? [Math.max(x, y) + 1, Math.min(x, y)] : sign === "/" ? [x * y, y] : [x, y];
    const right = sign === "+" ? a + b : sign === "-" ? a - b : sign === "*" ? a * b : x;
    return { question: `How much is ${a} ${sign} ${b}?`, ...amongMisses(right, [], 3, random) };
  };
}

function compare(random: Random): SubTask {
  const numbers = new Set<number>();
  while (numbers.size < 4) numbers.add(drawBetween(random, 100, 999));
  const choices = [...numbers];
  return { question: `Which is the largest: ${choices.slice(0, 3).join(", ")} or ${choices[3]}?`, choices: choices.map(String), answer: choices.indexOf(Math.max(...choices)) };
}

const fruits = ["apples", "pears", "plums"] as const;

function readNumber(random: Random): SubTask {
  const first = drawBetween(random, 10, 89);
  const counts = [first, first + drawBetween(random, 1, 9), first - drawBetween(random, 1, 9)];
  const order = shuffle(counts, random);
  const asked = random.below(fruits.length);
  const right = order[asked] as number;
  const sold = fruits.map((fruit, i) => `${order[i]} ${fruit}`);
  return { question: `On Monday a shop sold ${sold[0]}, ${sold[1]} and ${sold[2]}. How many ${fruits[asked]} did it sell?`, ...amongMisses(right, order.filter((each) => each !== right), 3, random) };
}

function recall(random: Random, index: number): SubTask {
  const { question, choices } = facts[index % facts.length] as (typeof facts)[number];
  const order = shuffle(choices, random);
  return { question, choices: order, answer: order.indexOf(choices[0]) };
}

function drawBetween(random: Random, low: number, high: number): number {
  return low + random.below(high - low + 1);
}
