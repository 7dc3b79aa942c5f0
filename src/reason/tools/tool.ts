/** @module Resources that a predicted person has at hand (a library, a table of figures): what they are, and how a line of notes asks one. */
import { PremiseError } from "../../errors/premise-error.ts";
import type { Premise } from "../../premises/schema.ts";

export type Citation = {
  readonly document: string;
  /** UTF-16 offsets: `text` is the document from `start` to `end`, before anything in it is made harmless. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The first and the last line that it stands on, from 1; null where lines mean nothing. */
  readonly lines: readonly [number, number] | null;
};

/** `text` is what is read; with citations these are read instead. `note` is said where there is neither, as "nothing was found". */
export type Found = { readonly text: string; readonly citations: readonly Citation[]; readonly note: string | null };

export interface Resource {
  /** As the premise's notes name it: "library", "calculator". */
  readonly name: string;
  /** Differs where its answers could differ: recorded in a run, compared when the run is resumed. */
  readonly identity: string;
  ask(query: string, signal: AbortSignal): Promise<Found>;
}

/** A resource with the premise's words for it: a line that begins with `cue` asks it, a line that it gave begins with `found`. */
export type Offered = { readonly resource: Resource; readonly cue: string; readonly found: string };
export type Cued = { readonly offered: Offered; readonly query: string };

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

/** The resource that the last line of a text asks, and for what; null where it asks none. Case and spacing do not matter. */
export function findCue(text: string, all: readonly Offered[]): Cued | null {
  const line = text.trimEnd().split(/[\n\r\v\f\x85\u2028\u2029]/).at(-1)?.trim() ?? "";
  const colon = line.search(/[:\uFF1A]/);
  const query = line.slice(colon + 1).trim();
  if (colon < 0 || query === "") return null;
  const offered = all.find(({ cue }) => fold(cue) === fold(line.slice(0, colon + 1)));
  return offered === undefined ? null : { offered, query };
}

function fold(cue: string): string {
  return cue.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").replace(/ :$/, ":");
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
