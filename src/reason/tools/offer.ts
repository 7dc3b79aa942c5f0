/** @module Resources under a premise: its words for them, asking one for a run, and whether a resumed run has those that it began with. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Premise } from "../../premises/schema.ts";
import type { ReasonJob } from "../job.ts";
import { consult, type Consulted, type ConsultOptions } from "./consult.ts";
import { type PlacedChange, placeFound } from "./place.ts";
import type { Resource } from "./tool.ts";

/** A resource with the premise's words for it: a line that begins with `cue` asks it, a line that it gave begins with `found`. */
export type Offered = { readonly resource: Resource; readonly cue: string; readonly found: string };

/** A few words and a colon: what labels are recognised by. */
const cuePattern = /^\p{L}[^:\uFF1A\p{Cc}<>[\]|{}]{0,47}[:\uFF1A]$/u;

/**
 * @throws PremiseError `resource/invalid` where the notes of the premise have no words for a resource, where these are no words
 * and a colon, and where two could be taken for one another.
 */
export function offerResources({ id, form }: Pick<Premise, "id" | "form">, resources: readonly Resource[]): Offered[] {
  const seen = new Map<string, string>();
  return resources.map((resource) => {
    const refuse = (problem: string): never => {
      throw new PremiseError("resource/invalid", { resource: resource.name, problem });
    };
    const words = Object.entries(form.notes?.resources ?? {}).find(([name]) => name === resource.name)?.[1];
    if (words === undefined) return refuse(`the notes of premise ${id} have no line for it`);
    for (const value of [words.cue, words.found]) {
      if (!cuePattern.test(value)) refuse(`"${value}" is no cue; it must be words and a colon, like "Look up:"`);
      const other = seen.get(fold(value));
      if (other !== undefined) refuse(`"${value}" is also used for ${other}`);
      seen.set(fold(value), resource.name);
    }
    return { resource, ...words };
  });
}

function fold(cue: string): string {
  return cue.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").replace(/ :$/, ":");
}

/** What a run keeps of one question to a resource: what was given, as it was, and how it was made harmless. */
export type ConsultRecord = Consulted & { readonly changes: readonly PlacedChange[] };

const notAtHand = { text: "", citations: [], note: "nothing was found", cut: 0, changes: [] } as const;

/**
 * How a reasoning asks its resources. What it gives stands behind the premise's words for the resource; each further line brings its own.
 * Of a resource that the premise has words for and that is not given, nothing is found.
 * @throws PremiseError what `offerResources` throws.
 */
export function createConsult(premise: Premise, resources: readonly Resource[], limits: Omit<ConsultOptions, "signal"> = {}): NonNullable<ReasonJob["consult"]> {
  const offered = offerResources(premise, resources);
  return async (name, query, signal) => {
    const asked = offered.find(({ resource }) => resource.name === name);
    if (asked === undefined) return { text: notAtHand.note, record: { query, ...notAtHand, problem: new PremiseError("resource/invalid", { resource: name, problem: "it is not at hand" }).toJSON() } satisfies ConsultRecord };
    const consulted = await consult(asked.resource, query, { ...limits, signal });
    const { text, changes } = placeFound(premise, asked, consulted);
    return { text: text.slice(asked.found.length + 1), record: { ...consulted, changes } satisfies ConsultRecord };
  };
}

/** The resources' identities by name, to be recorded when a run begins. */
export function identifyResources(resources: readonly Pick<Resource, "name" | "identity">[]): Readonly<Record<string, string>> {
  return Object.fromEntries(resources.map(({ name, identity }) => [name, identity]));
}

/** @throws PremiseError `resource/changed` unless these are the resources that were recorded. */
export function requireSameResources(recorded: Readonly<Record<string, string>>, resources: readonly Pick<Resource, "name" | "identity">[]): void {
  const now = new Map(Object.entries(identifyResources(resources)));
  for (const [resource, identity] of Object.entries(recorded)) {
    if (!now.has(resource)) throw new PremiseError("resource/changed", { resource, problem: "it is missing" });
    if (now.get(resource) !== identity) throw new PremiseError("resource/changed", { resource, problem: "its content is another" });
  }
  const added = [...now.keys()].find((name) => !Object.hasOwn(recorded, name));
  if (added !== undefined) throw new PremiseError("resource/changed", { resource: added, problem: "it is new" });
}
