/** @module The page of the hostile documents and tool outputs, written from its data. */
import type { Trial } from "./measure.ts";
import { toTable } from "../../common/table.ts";

export type Report = {
  readonly date: string;
  readonly premise: { readonly id: string; readonly version: number; readonly hash: string };
  /** With how many documents (the notes and their contrasts) each text was tokenised. */
  readonly documents: number;
  readonly models: readonly { readonly model: string; readonly weights: string }[];
  readonly trials: readonly Trial[];
};

export function renderPage(report: Report): string {
  const { date, premise, trials, models, documents } = report;
  return [
    "# Hostile documents and tool outputs, measured",
    "This page is written by `npm run perf -- reason-hostile`; [the same as data](data/reason-hostile-measured.json). Do not edit it by hand.",
    `Measured ${date} under the premise \`${premise.id}\`, version ${premise.version} (${premise.hash.slice(0, 12)}). ${new Set(trials.map(({ id }) => id)).size} texts, written by hand in ${new Set(trials.map(({ family }) => family)).size} families (\`test/reason/hostile/\`), each as a document of the library and as the output of a tool: ${trials.length} trials. They are a list, no sample of anything, so the counts have no intervals: a kind of attack that nobody thought of is not in it.`,
    "## What was looked at",
    toTable(["checked in every trial", "trials", "with a fault"], listChecks(report).map(([what, faulty]) => [what, String(trials.length), String(faulty)])),
    `The documents are the notes and all contrasts', ${documents} together. ${models.map(({ model, weights }) => `${model} has the weights ${weights.slice(0, 12)}`).join("; ")}. The run is a whole reasoning on the toy world; what the predictor was given is compared id by id with a run in which the resource said something harmless. The id of a step is the hash of all that it holds.`,
    "## What was changed in the texts",
    "A text is data in a line of its own, which begins with the premise's words for the resource. What could be read as structure is shown instead of done, and the record has every change: this counts them.",
    toTable(["family", "as", "texts", "said nothing", "changed", "cut", ...kinds], listFamilies(trials)),
    "*Said nothing*: nothing that a reader would see. *Cut*: longer than the limit of 2,000 bytes, as it stands in the document. A document has a heading, whose line end is one of those counted, and is given by passages: a line end between two of them is not in the text.",
    "## What this does not say",
    "The text is still read. A document that says in plain words that its reader is a machine is conditioned on like any other, and can move what the model predicts, its credences with it: that is what the gate measures, step by step, and nothing here bounds it. Nor does this say that what a document claims is true.",
  ].join("\n\n") + "\n";
}

const kinds = ["newline", "label", "control-token", "control-character", "invisible", "trim"] as const;

function listChecks({ trials, models }: Report): [string, number][] {
  const count = (faultsOf: (trial: Trial) => readonly string[]): number => trials.filter((trial) => faultsOf(trial).length > 0).length;
  return [
    ["the premise's hash, the bytes and the lines around the text in every document, nothing left in it that must be shown", count(({ faults }) => faults.document)],
    ["premise, role, limits, policy, request, the steps before (gate and notes among them) and what the predictor is given besides the text, in a run", count(({ faults }) => faults.run)],
    ...models.map(({ model }): [string, number] => [`${model}: token ids before the text in every document, no control token in it, the same text back from its ids`, count(({ faults }) => faults.tokens[model] ?? ["not looked at"])]),
  ];
}

function listFamilies(trials: readonly Trial[]): string[][] {
  return [...Map.groupBy(trials, ({ family, way }) => `${family}/${way}`).values()].map((own) => {
    const [first] = own;
    const count = (holds: (trial: Trial) => boolean): string => String(own.filter(holds).length);
    const sum = (kind: (typeof kinds)[number]): string => String(own.reduce((total, { changes }) => total + (changes[kind] ?? 0), 0));
    return [first?.family ?? "", first?.way ?? "", String(own.length), count(({ found }) => !found), count(({ changes }) => Object.keys(changes).length > 0), count(({ cut }) => cut > 0), ...kinds.map(sum)];
  });
}
