/** @module Contrasts: a premise's opposites, derived by rule. The same document with one thing changed; scored, never asked. */
import { PremiseError } from "../../errors/premise-error.ts";
import { layoutOf, type Rendered, type RenderForm, renderPremise, type SlotTexts } from "../render.ts";
import type { Premise } from "../schema.ts";
import { placeNote } from "./place-note.ts";
import { wordings } from "./wordings.ts";

/** What a credence is asked about, see the four questions of the guide; `provenance` has no contrasts. */
export type ContrastQuestion = "authorIsAi" | "aiInWorld" | "knowsPredicted";

export const contrastKinds = ["stated-ai", "imitating-ai", "ai-service", "found-generated", "capable-ai", "told"] as const;
export type ContrastKind = (typeof contrastKinds)[number];

const questionOf: Readonly<Record<ContrastKind, ContrastQuestion>> = {
  "stated-ai": "authorIsAi", "imitating-ai": "authorIsAi", "ai-service": "authorIsAi", "found-generated": "authorIsAi", "capable-ai": "aiInWorld", told: "knowsPredicted",
};

/** `measure`: what credences are measured against; `audit`: set aside, for a look that no gate takes part in. */
export type ContrastUse = "measure" | "audit";

export type Contrast = {
  /** `KIND/USE`, as in `stated-ai/measure`. */
  readonly id: string;
  readonly question: ContrastQuestion;
  readonly kind: ContrastKind;
  readonly use: ContrastUse;
  /** The one thing that is changed: a paragraph put before the document's last. */
  readonly note: string;
};

/** Every contrast of a premise, or those of one question and use, in a fixed order. */
export function deriveContrasts(premise: Premise, { question, use }: { readonly question?: ContrastQuestion; readonly use?: ContrastUse } = {}): Contrast[] {
  const kinds = contrastKinds.filter((kind) => question === undefined || questionOf[kind] === question);
  const uses = (["measure", "audit"] as const).filter((each) => use === undefined || each === use);
  return uses.flatMap((each) => kinds.map((kind) => ({ id: `${kind}/${each}`, question: questionOf[kind], kind, use: each, note: fill(wordings[kind][each === "measure" ? 0 : 1], premise) })));
}

/** The contrast of that id. @throws PremiseError `internal` for an id that no premise has. */
export function findContrast(premise: Premise, id: string): Contrast {
  const found = deriveContrasts(premise).find((contrast) => contrast.id === id);
  if (found === undefined) throw new PremiseError("internal", { problem: `no contrast "${id}"` });
  return found;
}

export type RenderedContrast = Pick<Rendered, "form" | "text" | "spans" | "answer"> & {
  readonly contrast: Contrast;
  /** UTF-16 offsets of what was put in, the break after it included: without it the text is the premise's own. */
  readonly inserted: { readonly start: number; readonly end: number };
};

/**
 * The contrast's document up to where the premise's answer would begin. Slots are filled and neutralised as in the premise.
 * @throws PremiseError what `renderPremise` throws.
 */
export function renderContrast(premise: Premise, contrast: Contrast, slots: SlotTexts, form: RenderForm): RenderedContrast {
  const own = renderPremise(premise, slots, form);
  const layout = layoutOf(premise, form);
  const changed = renderPremise({ ...premise, form: withLayout(premise.form, form, placeNote(layout, contrast.note)) }, slots, form);
  const length = changed.text.length - own.text.length;
  const start = commonBeginning(own.text, changed.text, layout, contrast.note);
  return { form, text: changed.text, spans: changed.spans, answer: changed.answer, contrast, inserted: { start, end: start + length } };
}

function withLayout(form: Premise["form"], name: RenderForm, layout: string): Premise["form"] {
  if (name !== "notes") return { ...form, [name]: layout };
  return form.notes === undefined ? form : { ...form, notes: { ...form.notes, open: layout } };
}

/** Where the note stands; a slot's text before it may repeat its words, the layout before it has none of them. */
function commonBeginning(own: string, changed: string, layout: string, note: string): number {
  let start = changed.lastIndexOf(note);
  while (start > 0 && own.slice(0, start) !== changed.slice(0, start)) start = changed.lastIndexOf(note, start - 1);
  if (start < 0) throw new PremiseError("internal", { problem: `the note of a contrast is lost in "${layout.slice(0, 40)}"` });
  return start;
}

/** A place's text is one line by the schema; braces would make it a place of the layout. */
function fill(wording: string, { authors, world }: Premise): string {
  const values: Record<string, string> = { author: authors[0]?.role ?? "writer", medium: world.medium };
  return wording.replace(/\{(\w+)\}/g, (_, name: string) => (values[name] ?? "").replace(/[{}]/g, ""));
}
