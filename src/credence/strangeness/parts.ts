/** @module A document's parts: the lines of its head, its paragraphs, the question; and the layout without one of them. */
import { splitLayout } from "../../premises/layout.ts";
import type { Rendered } from "../../premises/render.ts";
import type { Premise } from "../../premises/schema.ts";

/** `head`: a line of the first paragraph; `paragraph`: a worked item, say; `question`: what holds the question; `ending`: what follows it. */
export type PartKind = "head" | "paragraph" | "question" | "ending";

type Section = { readonly kind: PartKind; readonly text: string; /** Line ends after it. */ readonly gap: string };

export type DocumentPart = {
  /** `head-1`, `paragraph-2`, `question`, ... */
  readonly id: string;
  readonly kind: PartKind;
  readonly text: string;
  /** UTF-16 offsets in the rendered document, the line ends after it included: the parts joined are the document. */
  readonly start: number;
  readonly end: number;
};

/** The parts of the document that `rendered` is, in the open form. */
export function splitDocument(premise: Premise, rendered: Rendered): DocumentPart[] {
  const counts: Partial<Record<PartKind, number>> = {};
  const slot = rendered.spans[0] ?? { start: 0, end: 0 };
  let end = 0;
  return splitSections(premise.form.open).map(({ kind, text, gap }) => {
    const number = (counts[kind] = (counts[kind] ?? 0) + 1);
    const start = end;
    const place = splitLayout(text + gap).reduce((length, part) => length + (part.kind === "text" ? part.text.length : slot.end - slot.start), 0);
    end = start + place;
    return { id: kind === "question" ? kind : `${kind}-${number}`, kind, text: rendered.text.slice(start, end - gap.length), start, end };
  });
}

/** Those that can be left out: what stands before the question. */
export function isDroppable({ kind }: Pick<DocumentPart, "kind">): boolean {
  return kind === "head" || kind === "paragraph";
}

/** The same premise, its open layout without the part at `index`; of the breaks around the part the wider one stays. */
export function dropPart(premise: Premise, index: number): Premise {
  const sections = splitSections(premise.form.open);
  const dropped = sections[index];
  const kept = sections.flatMap((section, i) => {
    if (i === index) return [];
    const takesGap = i === index - 1 && dropped !== undefined && dropped.gap.length > section.gap.length;
    return [takesGap ? { ...section, gap: dropped.gap } : section];
  });
  return { ...premise, form: { ...premise.form, open: kept.map(({ text, gap }) => text + gap).join("") } };
}

function splitSections(layout: string): Section[] {
  const [first, ...paragraphs] = cut(layout.replace(/\s+$/, ""), /\n*[^\n][^]*?(?:\n\n+|$)/g);
  if (first === undefined) return [];
  const head = joinFromQuestion(cut(first.text + first.gap, /\n*[^\n][^]*?(?:\n+|$)/g));
  const all = [...head, ...paragraphs];
  const asked = all.findIndex(hasPlace);
  return all.map((piece, i) => ({ kind: i === asked ? "question" : i > asked ? "ending" : i < head.length ? "head" : "paragraph", ...piece }));
}

type Piece = Omit<Section, "kind">;

function cut(layout: string, pattern: RegExp): Piece[] {
  // A place may hold line ends, which part nothing.
  const masked = layout.replace(/\{\{[^{}]*\}\}/g, (place) => "_".repeat(place.length));
  return [...masked.matchAll(pattern)].map(({ 0: { length }, index }) => {
    const whole = layout.slice(index, index + length);
    const text = whole.replace(/\n+$/, "");
    return { text, gap: whole.slice(text.length) };
  });
}

/** In the head, the line with the question and those after it belong together. */
function joinFromQuestion(lines: readonly Piece[]): Piece[] {
  const asked = lines.findIndex(hasPlace);
  if (asked < 0) return [...lines];
  const gap = lines.at(-1)?.gap ?? "";
  const text = lines.slice(asked).map((each) => each.text + each.gap).join("");
  return [...lines.slice(0, asked), { text: text.slice(0, text.length - gap.length), gap }];
}

function hasPlace({ text }: Piece): boolean {
  return splitLayout(text).some(({ kind }) => kind === "place");
}
