/** @module The paper of a premise with notes: one sheet a person, each with the contrasts' documents beside it. */
import { createChainWatch, type ChainWatchSetting } from "../credence/chain-watch.ts";
import { openDocuments } from "../credence/native/documents.ts";
import { PremiseError } from "../errors/premise-error.ts";
import type { Predictor } from "../predictor/predictor.ts";
import { createLabelPattern } from "../premises/labels.ts";
import { neutralise } from "../premises/neutralise.ts";
import type { Notes, Premise } from "../premises/schema.ts";
import type { Paper } from "./paper.ts";

export type PremisePaperSetting = Omit<ChainWatchSetting, "documents"> & {
  readonly question: string;
  /** All of the premise's people, or the first alone. */
  readonly people: "all" | "first";
  /** Of the premise's resources, those at hand. */
  readonly resources?: readonly string[];
};

/** @throws PremiseError `premise/no-notes`, and what rendering and tokenising throw. */
export async function openPremisePaper({ question, people, resources = [], ...setting }: PremisePaperSetting): Promise<Paper> {
  const { premise, predictor } = setting;
  const { notes } = premise.form;
  if (notes === undefined) throw new PremiseError("premise/no-notes", { premise: premise.id });
  const label = createLabelPattern(premise, []);
  const names = people === "all" ? notes.people : [notes.people[0] ?? ""];
  const sheets = [];
  for (const name of names) {
    const documents = await openDocuments(predictor, writtenBy(premise, notes, name), { question }, "notes");
    sheets.push({ name, opening: documents.human, watch: createChainWatch({ ...setting, documents }) });
  }
  return {
    people: sheets,
    lineBreak: "\n",
    mark: (step, person) => fill(notes.mark, { number: String(step + 1), person: names[person] ?? "" }),
    restatement: (person) => fill(notes.restate, { person: names[person] ?? "" }),
    answer: notes.answer,
    resources: Object.entries(notes.resources).filter(([name]) => resources.includes(name)).map(([name, { cue, found }]) => ({ name, cue, found })),
    quote: (text) => neutralise(text, label).text,
    stop: ["\n"],
    maxTokens: notes.maxTokens,
    insert: createInserter(predictor),
  };
}

/** The same premise with `name` as the one who keeps the page. */
function writtenBy(premise: Premise, notes: Notes, name: string): Premise {
  return { ...premise, form: { ...premise.form, notes: { ...notes, people: [name] } } };
}

function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? "");
}

/** Some tokenizers put a space before whatever they are given alone: inserted ids would then be of another text. */
function createInserter(predictor: Predictor): Paper["insert"] {
  const known = new Map<string, readonly number[]>();
  return async (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const [ids = []] = await predictor.tokenize([text]);
    const [back] = await predictor.detokenize([ids]);
    if (back !== text) throw new PremiseError("predictor/unsupported", { model: predictor.info.model, problem: "its tokenizer changes text that is put into a document" });
    known.set(text, ids);
    return ids;
  };
}
