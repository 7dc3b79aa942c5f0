/** @module OpenBookQA's questions with their choices in the question, as a person would ask them; nobody wrote steps to them. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readQuestions, type Split, takeSplit } from "../../premises/questions.ts";
import { elsewhereSteps } from "./elsewhere.ts";
import type { TaskQuestion, TaskSource } from "./question.ts";

const usual = join(import.meta.dirname, "..", "..", "..", "..", "shared", "data", "openbookqa", "test.jsonl");

/** @throws PremiseError `input/...` for a file that is there and can't be read. */
export function readOpenBook(env: Readonly<Record<string, string | undefined>>, split: Split): TaskSource {
  const path = env["OPENBOOKQA"] ?? usual;
  if (!existsSync(path)) return { kind: "skipped", reason: "OpenBookQA is not on this machine; name its test.jsonl in OPENBOOKQA" };
  return { kind: "read", questions: takeSplit(readQuestions(path), split).map(toTaskQuestion) };
}

function toTaskQuestion({ id, text, choices, answer }: { readonly id: string; readonly text: string; readonly choices: readonly string[]; readonly answer: number }): TaskQuestion {
  return { id: `openbookqa-${id}`, task: "openbookqa", kind: "science", text: `${text.trim().replace(/\s*[?:.]$/, "")}: ${joinChoices(choices)}?`, choices, answer, others: null, elsewhere: elsewhereSteps };
}

function joinChoices(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join("") : `${choices.slice(0, -1).join(", ")} or ${choices.at(-1) ?? ""}`;
}
