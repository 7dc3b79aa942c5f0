/** @module Texts that are no premises: the baselines, and the wordings that were tried on the development questions. */
import { readFileSync } from "node:fs";
import * as z from "zod";

const wording = z.strictObject({
  id: z.string(),
  /** The premise that it is a draft of, or null. */
  of: z.string().nullable().default(null),
  /** What was tried, in a few words. */
  note: z.string(),
  listed: z.string(),
  open: z.string(),
  choice: z.string().default("{{letter}}. {{text}}"),
  separator: z.string().optional(),
  before: z.string().optional(),
});

/** `listed` holds `{{question}}` and `{{choices}}`, `open` holds `{{question}}`; the answer follows. */
export type Wording = z.infer<typeof wording>;

type Item = { readonly question: string; readonly choices: readonly [string, string, string, string]; readonly letter: "A" | "B" | "C" | "D" };

/** Worked examples of the baselines; written for this, none is in OpenBookQA. */
const items: readonly Item[] = [
  { question: "Why does the handle of a spoon standing in hot soup grow warm?", choices: ["soup creeps up inside it", "heat travels along the metal", "it soaks up lamplight", "steam hardens on the bowl"], letter: "B" },
  { question: "A plant on a window sill bends towards the glass because it", choices: ["is thirsty", "likes the cold", "hears the street", "grows towards the light"], letter: "D" },
  { question: "Which gas in the air do fires use up?", choices: ["oxygen", "helium", "neon", "argon"], letter: "A" },
];

/** The raw question, and the same after one and after three worked examples, as tests of models mostly put them. */
export const baselines: readonly Wording[] = [
  createShots("plain", 0, "the question alone"),
  createShots("one-shot", 1, "one worked example, then the question"),
  createShots("three-shot", 3, "three worked examples, then the question"),
];

function createShots(id: string, count: number, note: string): Wording {
  const shots = items.slice(0, count);
  return {
    id,
    of: null,
    note,
    choice: "{{letter}}) {{text}}",
    listed: [...shots.map((item) => showItem(item)), "Question: {{question}}\n{{choices}}\nAnswer:"].join("\n\n"),
    open: [...shots.map((item) => `Question: ${item.question}\nAnswer: ${answerOf(item)}`), "Question: {{question}}\nAnswer:"].join("\n\n"),
  };
}

function showItem(item: Item): string {
  const choices = item.choices.map((text, i) => `${"ABCD"[i] ?? ""}) ${text}`).join("\n");
  return `Question: ${item.question}\n${choices}\nAnswer: ${item.letter}`;
}

function answerOf(item: Item): string {
  return item.choices["ABCD".indexOf(item.letter)] ?? "";
}

/** The wordings of a JSON file, as they were tried. */
export function readWordings(path: string): Wording[] {
  return z.array(wording).parse(JSON.parse(readFileSync(path, "utf8")));
}
