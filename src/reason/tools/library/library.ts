/** @module A library: local documents, from which a person is given the passages that speak of what they look up. */
import { PremiseError } from "../../../errors/premise-error.ts";
import { isBlank } from "../../../premises/neutralise.ts";
import { hashText, hashValue } from "../../../random/hash.ts";
import type { Citation, Found, Resource } from "../tool.ts";
import { bm25, createIndex } from "./bm25.ts";
import { listPassages } from "./passages.ts";

/** `name` is what a citation names, as "tides/bristol.txt". */
export type LibraryDocument = { readonly name: string; readonly text: string };

export type LibraryOptions = {
  /** Default "library". */
  readonly name?: string;
  /** Passages given at most; default 1. */
  readonly most?: number;
  /** Longest passage in UTF-16 units; default 400. */
  readonly longest?: number;
};

/** Changed with what passages are and how they rank, so that a run's record tells. */
const method = 1;

/** A passage that has less of the query's weight is not about it. */
const leastShare = 0.25;

/**
 * @throws PremiseError `resource/no-documents` where no document has a text, `resource/invalid` for two of one name or without one.
 */
export function createLibrary(documents: readonly LibraryDocument[], { name = "library", most = 1, longest = 400 }: LibraryOptions = {}): Resource {
  requireNames(name, documents);
  const passages = documents.flatMap(({ name: document, text }) => listPassages(text, longest).map(({ start, end, lines }): Citation => ({ document, start, end, lines, text: text.slice(start, end) })));
  if (!passages.some(({ text }) => !isBlank(text))) throw new PremiseError("resource/no-documents", { source: `The ${name}` });
  const index = createIndex(passages.map(({ text }) => text));
  const identity = hashValue({ method, ...bm25, leastShare, most, longest, documents: documents.map((document) => [document.name, hashText(document.text)]) });
  return {
    name,
    identity,
    ask: (query): Promise<Found> => {
      const ranked = index.rank(query).filter(({ share }) => share >= leastShare).slice(0, most);
      const citations = ranked.flatMap(({ passage }) => passages[passage] ?? []);
      return Promise.resolve({ text: citations.map(({ text }) => text).join("\n\n"), citations, note: citations.length === 0 ? "nothing was found" : null });
    },
  };
}

function requireNames(resource: string, documents: readonly LibraryDocument[]): void {
  const seen = new Set<string>();
  for (const { name } of documents) {
    if (isBlank(name)) throw new PremiseError("resource/invalid", { resource, problem: "a document has no name" });
    if (seen.has(name)) throw new PremiseError("resource/invalid", { resource, problem: `two documents are named "${name}"` });
    seen.add(name);
  }
}
