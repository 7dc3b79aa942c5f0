/** @module Looks at one hostile text where it stands in the notes and in its contrasts: what of them it changed. */
import { deriveContrasts, renderContrast } from "../../../src/premises/contrast/contrast.ts";
import { premiseHash } from "../../../src/premises/hash.ts";
import { controlTokens, invisibleRanges } from "../../../src/premises/hostile-texts.ts";
import { createLabelPattern } from "../../../src/premises/labels.ts";
import { renderPremise } from "../../../src/premises/render.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import { type ConsultRecord, createConsult } from "../../../src/reason/tools/offer.ts";
import type { HostileText } from "./families.ts";
import { present, query, type Way } from "./present.ts";

/** `lines`: as they stand in the document. `faults`: what should not be, in words; none is right. */
export type Inserted = { readonly id: string; readonly family: string; readonly way: Way; readonly lines: readonly string[]; readonly record: ConsultRecord; readonly faults: readonly string[] };

const slots = { question: "When is high water at the bridge?" };
const after = "\n1. So it is at six.";
const invisible = new Set(invisibleRanges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i)));

export async function insertHostile(premise: Premise, hostile: HostileText, way: Way): Promise<Inserted> {
  const [before, frozen] = [JSON.stringify(premise), premiseHash(premise)];
  const { found } = premise.form.notes!.resources["library"]!;
  const given = await createConsult(premise, [present(hostile.text, way)])("library", query, new AbortController().signal);
  const span = `${found} ${given.text}`;
  const faults = [
    ...(JSON.stringify(premise) === before && premiseHash(premise) === frozen ? [] : ["the premise is another"]),
    ...findFaults(premise, span.split("\n")),
  ];
  return { id: hostile.id, family: hostile.family, way, lines: span.split("\n"), record: given.record as ConsultRecord, faults };
}

/** What the lines would do to the notes and to every contrast's, and what is left in them that must be shown. */
export function findFaults(premise: Premise, lines: readonly string[]): string[] {
  const { found } = premise.form.notes!.resources["library"]!;
  return [...listDocuments(premise).flatMap(({ id, text }) => compare(id, text, lines)), ...lines.flatMap((line) => checkLine(premise, line, found))];
}

/** The notes and every contrast's, up to the end of a line that asks. */
export function listDocuments(premise: Premise): { readonly id: string; readonly text: string }[] {
  const asking = `\n${premise.form.notes!.resources["library"]!.cue} ${query}\n`;
  const contrasts = deriveContrasts(premise).map((contrast) => ({ id: contrast.id, text: renderContrast(premise, contrast, slots, "notes").text }));
  return [{ id: "notes", text: renderPremise(premise, slots, "notes").text }, ...contrasts].map(({ id, text }) => ({ id, text: text + asking }));
}

/** Read again line by line, as a reader does who does not know what was put in: what was put in are lines of their own, and the rest is the document's own, byte for byte. */
function compare(id: string, beginning: string, given: readonly string[]): string[] {
  const whole = Buffer.from(beginning + given.join("\n") + after, "utf8");
  const [head, tail] = [Buffer.byteLength(beginning, "utf8"), Buffer.byteLength(after, "utf8")];
  const rest = Buffer.concat([whole.subarray(0, head), whole.subarray(whole.length - tail)]);
  const lines = whole.toString("utf8").split(/\r\n|[\n\r\v\f\x85\u2028\u2029]/);
  const first = beginning.split("\n").length - 1;
  const own = [...lines.slice(0, first), "", ...lines.slice(first + given.length)];
  return [
    ...(rest.equals(Buffer.from(beginning + after, "utf8")) ? [] : [`${id}: the bytes around it are others`]),
    ...(own.join("\n") === beginning + after ? [] : [`${id}: the lines around it are others`]),
  ];
}

function checkLine(premise: Premise, line: string, found: string): string[] {
  const said = line.slice(found.length + 1);
  const label = createLabelPattern(premise, []);
  const codes = [...said.replace(/\p{Extended_Pictographic}[\uFE0E\uFE0F]|[#*0-9]\uFE0F\u20E3/gu, "")].map((character) => character.codePointAt(0) ?? 0);
  const hidden = codes.filter((code) => code < 0x20 || (code >= 0x7f && code < 0xa0) || code === 0x2028 || code === 0x2029 || invisible.has(code));
  const parts = said.split(" \u23CE ");
  return [
    ...(line.startsWith(`${found} `) ? [] : ["a line does not begin with the words of the resource"]),
    ...controlTokens.filter((token) => said.includes(token)).map((token) => `control token ${token}`),
    ...hidden.map((code) => `hidden character ${code.toString(16)}`),
    ...parts.filter((part) => label.measure(part) > 0).map((part) => `label "${part.slice(0, 20)}"`),
  ];
}
