/** @module OpenBookQA's questions, and the seeded split of them into development and test. */
import { readFileSync } from "node:fs";
import * as z from "zod";
import { PremiseError } from "../../src/errors/premise-error.ts";
import { createRandom, shuffle } from "../../src/random/seeded.ts";

export type Question = { readonly id: string; readonly text: string; readonly choices: readonly string[]; readonly answer: number };
export type Split = "development" | "test";

/** Fixed once, before any question was scored. */
export const splitSeed = 20161;
export const testQuestions = 150;

const line = z.object({
  id: z.string(),
  question: z.object({ stem: z.string(), choices: z.array(z.object({ text: z.string(), label: z.string() })).min(2) }),
  answerKey: z.string(),
});

/** @throws PremiseError `input/unreadable`, `input/not-json`, `input/invalid-line`. */
export function readQuestions(path: string): Question[] {
  return readText(path).split("\n").flatMap((text, i) => (text.trim() === "" ? [] : [parseQuestion(text, i + 1)]));
}

/** The first 150 of the shuffled questions are the test; both parts keep the shuffled order. */
export function takeSplit(questions: readonly Question[], split: Split): Question[] {
  const order = shuffle(questions, createRandom(splitSeed));
  return split === "test" ? order.slice(0, testQuestions) : order.slice(testQuestions);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new PremiseError("input/unreadable", { path, problem: (error as Error).message }, { cause: error });
  }
}

function parseQuestion(text: string, number: number): Question {
  const { id, question, answerKey } = parseLine(text, number);
  const answer = question.choices.findIndex(({ label }) => label === answerKey);
  if (answer === -1) throw new PremiseError("input/invalid-line", { line: number, problem: `the answer ${answerKey} is none of the choices` });
  return { id, text: question.stem, choices: question.choices.map((choice) => choice.text), answer };
}

function parseLine(text: string, number: number): z.infer<typeof line> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PremiseError("input/not-json", { line: number, problem: (error as Error).message }, { cause: error });
  }
  const parsed = line.safeParse(value);
  if (!parsed.success) throw new PremiseError("input/invalid-line", { line: number, problem: parsed.error.issues[0]?.message ?? "it has another shape" });
  return parsed.data;
}
