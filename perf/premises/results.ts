/** @module What was measured, question by question: an append-only file, so that a run goes on where it stopped. */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import * as z from "zod";
import { forms, type Form } from "./arms.ts";

const result = z.object({
  model: z.string(),
  /** Of the weights and the engine. */
  fingerprint: z.string(),
  arm: z.string(),
  /** Of the arm's text in this form. */
  text: z.string(),
  question: z.string(),
  form: z.enum(forms),
  /** Of each choice, in nats, or the code of the refusal. */
  logprobs: z.union([z.array(z.number()), z.string()]),
  /** Tokens and UTF-8 bytes of each choice's continuation. */
  tokens: z.array(z.number()),
  bytes: z.array(z.number()),
  promptTokens: z.number(),
  /** Of these, tokens that every question of the arm begins with. */
  fixedTokens: z.number(),
  /** Wall time of the batch, divided by its questions. */
  seconds: z.number(),
});

export type Result = z.infer<typeof result>;

export type Results = {
  readonly find: (key: ResultKey) => Result | undefined;
  readonly add: (results: readonly Result[]) => void;
};

export type ResultKey = { readonly fingerprint: string; readonly text: string; readonly question: string; readonly form: Form };

/** Lines that are no result (cut short by a crash) are passed over. */
export function openResults(path: string): Results {
  const known = new Map<string, Result>();
  const keep = (each: Result): void => void known.set(keyOf(each), each);
  if (existsSync(path)) {
    for (const line of readFileSync(path, "utf8").split("\n")) readLine(line, keep);
  }
  return {
    find: (key) => known.get(keyOf(key)),
    add: (results) => {
      mkdirSync(dirname(path), { recursive: true });
      appendFileSync(path, results.map((each) => `${JSON.stringify(each)}\n`).join(""));
      for (const each of results) keep(each);
    },
  };
}

function keyOf({ fingerprint, text, question, form }: ResultKey): string {
  return `${fingerprint}/${text}/${question}/${form}`;
}

function readLine(line: string, keep: (each: Result) => void): void {
  try {
    const parsed = result.safeParse(JSON.parse(line));
    if (parsed.success) keep(parsed.data);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
}
