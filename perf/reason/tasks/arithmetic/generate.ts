/** @module Word problems from a seed: exact answers, a person's steps, and near misses as choices. */
import { createRandom, deriveSeed } from "../../../../src/random/seeded.ts";
import { amongMisses } from "../../../../src/reason/resources/near-misses.ts";
import type { TaskQuestion } from "../question.ts";
import { createDraw, rangeOf, type Size, sizes } from "./template.ts";
import { templates } from "./templates.ts";

export type WordProblem = TaskQuestion & { readonly task: "arithmetic"; readonly operations: number; readonly size: Size; readonly value: number; readonly others: readonly string[] };

/** Kinds go round, sizes after them, so that any number of problems is spread evenly. Problem i is the same whatever the count. */
export function generateProblems(seed: number, count: number): WordProblem[] {
  return Array.from({ length: count }, (_, i) => generateProblem(seed, i));
}

function generateProblem(seed: number, index: number): WordProblem {
  const { kind, operations, size, text, steps, results, random } = work(seed, index);
  const value = results.at(-1) as number;
  const { choices, answer } = amongMisses(value, results.slice(0, -1), 3, random);
  // Those of the next kinds: no kind stands beside itself.
  const elsewhere = [1, 2, 3, 4, 5].flatMap((next) => work(deriveSeed(seed, 1), index + next).steps);
  return { id: `arithmetic-${seed}-${index}`, task: "arithmetic", kind, operations, size, text, choices, answer, value, others: steps, elsewhere };
}

function work(seed: number, index: number) {
  const template = templates[index % templates.length] as (typeof templates)[number];
  const size = sizes[Math.floor(index / templates.length) % sizes.length] as Size;
  const random = createRandom(deriveSeed(seed, index));
  const { kind, operations } = template;
  return { kind, operations, size, random, ...template.make(createDraw(random, rangeOf[size])) };
}
