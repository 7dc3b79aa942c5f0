/** @module Asking a resource with guards: one that hangs, floods, fails or gives nonsense ends in a recorded, harmless outcome. */
import { setTimeout } from "node:timers/promises";
import { type ErrorWire, isPremiseError, PremiseError } from "../../errors/premise-error.ts";
import { countShown, cutAtWord } from "./cut.ts";
import { readFound } from "./read-found.ts";
import type { Citation, Found, Resource } from "./tool.ts";

export type ConsultOptions = {
  readonly signal: AbortSignal;
  /** Default 10. */
  readonly seconds?: number;
  /** Of all that is read, as it stands in the document once it is made harmless; UTF-8. Default 2000. */
  readonly maxBytes?: number;
};

/** What was asked and what came of it, as JSON: the output of a run's `tool` step. */
export type Consulted = Found & {
  readonly query: string;
  /** UTF-16 units that were cut off for length. */
  readonly cut: number;
  /** Why there is nothing, where the resource did not do as it should: `resource/timeout`, `resource/failed`, `resource/invalid-answer`. */
  readonly problem: ErrorWire | null;
};

const nothing = "nothing was found";
/** What a timer can hold, in seconds. */
const longestWait = 2_147_000;
const longestQuery = 500;
const longestProblem = 200;

/**
 * Never throws what the resource throws: `fromWire(problem)` is there for a caller who would rather stop. A resource that never gives
 * control back (a loop that does not end) can't be stopped from within the same thread.
 * @throws PremiseError `interrupted` when the signal is aborted.
 */
export async function consult(resource: Resource, query: string, { signal, seconds = 10, maxBytes = 2000 }: ConsultOptions): Promise<Consulted> {
  const asked = cutAtWord(query.trim(), longestQuery);
  if (signal.aborted) throw new PremiseError("interrupted");
  const ending = new AbortController();
  const inner = AbortSignal.any([signal, ending.signal]);
  try {
    const answer = await Promise.race([askSafely(resource, asked, inner), giveUp(resource, seconds, inner)]);
    if (signal.aborted) throw new PremiseError("interrupted");
    return { query: asked, ...limit(readFound(resource.name, answer), maxBytes), problem: null };
  } catch (thrown) {
    if (signal.aborted) throw new PremiseError("interrupted", {}, { cause: thrown });
    return { query: asked, text: "", citations: [], note: nothing, cut: 0, problem: toProblem(resource, thrown) };
  } finally {
    ending.abort();
  }
}

async function askSafely(resource: Resource, query: string, signal: AbortSignal): Promise<unknown> {
  return await resource.ask(query, signal);
}

async function giveUp({ name }: Resource, seconds: number, signal: AbortSignal): Promise<never> {
  await setTimeout(Math.min(seconds, longestWait) * 1000, undefined, { signal });
  throw new PremiseError("resource/timeout", { resource: name, seconds });
}

function toProblem({ name }: Resource, thrown: unknown): ErrorWire {
  if (isPremiseError(thrown) && thrown.code.startsWith("resource/")) return thrown.toJSON();
  return new PremiseError("resource/failed", { resource: name, problem: cutAtWord(messageOf(thrown), longestProblem) }).toJSON();
}

/** Whatever was thrown may be anything, an object that can't be shown too. */
function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return "it threw what can't be shown";
  }
}

function limit({ text, citations, note }: Found, maxBytes: number): Pick<Consulted, "text" | "citations" | "note" | "cut"> {
  const short = cutAtWord(text, maxBytes, countShown);
  const kept: Citation[] = [];
  let left = maxBytes;
  for (const citation of citations) {
    const part = cutAtWord(citation.text, left, countShown);
    if (part !== "") kept.push(part === citation.text ? citation : { ...citation, text: part, end: citation.start + part.length });
    left = part === citation.text ? left - sumShown(part) : 0;
  }
  const length = (parts: readonly Citation[]): number => parts.reduce((sum, part) => sum + part.text.length, 0);
  const isEmpty = short.trim() === "" && kept.length === 0;
  return { text: short, citations: kept, note: isEmpty ? (note ?? nothing) : null, cut: text.length - short.length + length(citations) - length(kept) };
}

function sumShown(text: string): number {
  return [...text].reduce((sum, character) => sum + countShown(character), 0);
}
