/** @module Rendering: a premise and the slots' texts become one document, with a record of which characters came from which slot. */
import { PremiseError } from "../errors/premise-error.ts";
import { suggestNearest } from "../errors/nearest.ts";
import { premiseHash } from "./hash.ts";
import { createLabelPattern, type LabelPattern } from "./labels.ts";
import { splitLayout } from "./layout.ts";
import { type Change, isBlank, neutralise } from "./neutralise.ts";
import { type Premise, toLetters } from "./schema.ts";

export type SlotTexts = { readonly question: string; readonly choices?: readonly string[] };
/** `notes`: up to where the first thought's mark stands. */
export type RenderForm = "open" | "listed" | "notes";

/** `slot` is `question` or `choices[0]`, ...; `start` and `end` are UTF-16 offsets in the rendered text. */
export type SlotSpan = { readonly slot: string; readonly start: number; readonly end: number };

/** A change made to a slot's text; `index` is a UTF-16 offset in the slot's text as it was given. */
export type Neutralised = Change & { readonly slot: string };

export type Rendered = {
  /** The document up to the answer; never ends in white space. */
  readonly text: string;
  readonly spans: readonly SlotSpan[];
  readonly neutralised: readonly Neutralised[];
  readonly premise: { readonly id: string; readonly version: number; readonly hash: string };
  readonly form: RenderForm;
  /** An answer continues the text as `before + ANSWER + after`; in the listed form the answer is a letter. */
  readonly answer: { readonly before: string; readonly after: string };
  /** The choices' letters, in order; empty in the open form. */
  readonly letters: readonly string[];
  readonly stop: readonly string[];
  readonly maxTokens: number;
};

/**
 * The document that the model continues. Equal arguments give equal results. In the open form `choices` are not shown.
 * @throws PremiseError `premise/missing-slot`, `premise/unknown-slot`, `premise/slot-too-long`, `premise/no-listed-form`, `premise/no-notes`,
 * `usage/too-few-choices`, `usage/too-many-choices`.
 */
export function renderPremise(premise: Premise, slots: SlotTexts, form: RenderForm): Rendered {
  refuseUnknownSlots(premise, slots);
  const letters = form === "listed" ? lettersFor(premise, slots) : [];
  const builder = createBuilder(createLabelPattern(premise, letters));
  for (const part of splitLayout(trimEnd(layoutOf(premise, form)))) {
    if (part.kind === "text") builder.addText(part.text);
    else if (part.name === "person") builder.addText(premise.form.notes?.people[0] ?? "");
    else if (part.name === "question") builder.addSlot("question", checkText(premise, "question", slots.question, premise.slots.question.maxLength));
    else addChoices(builder, premise, slots.choices ?? [], letters);
  }
  const { id, version } = premise;
  const { answer, stop, maxTokens } = premise.form;
  return { ...builder.finish(), premise: { id, version, hash: premiseHash(premise) }, form, answer, letters, stop, maxTokens };
}

/** The text that a drawn answer continues; notes are continued by a thought's mark. A space that would precede the answer is left to the model: its tokens begin with their space. */
export function textToContinue({ text, answer, form = "open" }: Pick<Rendered, "text" | "answer"> & Partial<Pick<Rendered, "form">>): string {
  return form === "notes" ? text : text + answer.before.replace(/ +$/, "");
}

/** Choices as they stand alone, without letters before them, under the same limits as listed ones. */
export type RenderedChoices = { readonly texts: readonly string[]; readonly neutralised: readonly Neutralised[] };

/** @throws PremiseError `premise/missing-slot`, `premise/slot-too-long`, `usage/too-many-choices`. */
export function renderChoices(premise: Premise, choices: readonly string[]): RenderedChoices {
  const { slots } = premise;
  if (slots.choices !== null) requireCount(choices.length, slots.choices.maxCount);
  const label = createLabelPattern(premise, []);
  const neutral = choices.map((choice, i) => neutralise(checkText(premise, `choices[${i}]`, choice, slots.choices?.maxLength ?? Infinity), label));
  const neutralised = neutral.flatMap(({ changes }, i) => changes.map((change) => ({ slot: `choices[${i}]`, ...change })));
  return { texts: neutral.map(({ text }) => text), neutralised };
}

function addChoices(builder: Builder, premise: Premise, choices: readonly string[], letters: readonly string[]): void {
  const { line, separator } = premise.form.choice;
  choices.forEach((choice, i) => {
    if (i > 0) builder.addText(separator);
    for (const part of splitLayout(line)) {
      if (part.kind === "text") builder.addText(part.text);
      else if (part.name === "letter") builder.addText(letters[i] ?? "");
      else builder.addSlot(`choices[${i}]`, checkText(premise, `choices[${i}]`, choice, premise.slots.choices?.maxLength ?? 0));
    }
  });
}

type Builder = ReturnType<typeof createBuilder>;

function createBuilder(label: LabelPattern) {
  let text = "";
  const spans: SlotSpan[] = [];
  const neutralised: Neutralised[] = [];
  return {
    addText: (more: string): void => void (text += more),
    addSlot: (slot: string, given: string): void => {
      const neutral = neutralise(given, label);
      spans.push({ slot, start: text.length, end: text.length + neutral.text.length });
      neutralised.push(...neutral.changes.map((change) => ({ slot, ...change })));
      text += neutral.text;
    },
    finish: () => ({ text, spans, neutralised }),
  };
}

/** @throws PremiseError `premise/no-listed-form`, `premise/no-notes`. */
export function layoutOf({ id, form }: Pick<Premise, "id" | "form">, name: RenderForm): string {
  const layout = name === "notes" ? form.notes?.open : form[name];
  if (layout === undefined) throw new PremiseError("premise/no-notes", { premise: id });
  if (layout === null) throw new PremiseError("premise/no-listed-form", { premise: id });
  return layout;
}

function lettersFor(premise: Premise, slots: SlotTexts): string[] {
  layoutOf(premise, "listed");
  const count = slots.choices?.length ?? 0;
  if (count === 0) throw new PremiseError("premise/missing-slot", { premise: premise.id, slot: "choices" });
  if (count < 2) throw new PremiseError("usage/too-few-choices", { count });
  requireCount(count, premise.slots.choices?.maxCount ?? 0);
  return toLetters(premise.form.letters).slice(0, count);
}

function requireCount(count: number, limit: number): void {
  if (count > limit) throw new PremiseError("usage/too-many-choices", { count, limit });
}

function checkText(premise: Premise, slot: string, text: string, limit: number): string {
  if (isBlank(text)) throw new PremiseError("premise/missing-slot", { premise: premise.id, slot });
  const length = [...text.trim()].length;
  if (length > limit) throw new PremiseError("premise/slot-too-long", { slot, length, limit });
  return text;
}

function refuseUnknownSlots(premise: Premise, slots: SlotTexts): void {
  const known = ["question", "choices"];
  for (const slot of Object.keys(slots)) {
    if (!known.includes(slot)) throw new PremiseError("premise/unknown-slot", { premise: premise.id, slot, suggestion: suggestNearest(slot, known) });
  }
}

function trimEnd(layout: string): string {
  return layout.replace(/\s+$/, "");
}
