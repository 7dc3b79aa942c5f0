/** @module What a step says of itself, for people and for other programs: read leniently, since steps of kinds to come must be shown too. */
import type { Step } from "../../protocol/results.ts";

export type StepReading = {
  /** `thought 3, draft 2`, counted from 1; the kind alone where it says no more. */
  readonly name: string;
  /** What the model wrote. */
  readonly predicted: string | null;
  /** What was put before it: conditioned on, never scored. */
  readonly inserted: string | null;
  /** Drawn, the stop token included. */
  readonly tokens: number | null;
  /** Of all of them, in nats. */
  readonly logprob: number | null;
  /** Nats a token. */
  readonly surprisal: number | null;
  /** null where the step does not say. */
  readonly kept: boolean | null;
  readonly ended: string | null;
  /** Counted from 0, like `thought` and `draft`; null where nobody is told apart. */
  readonly person: number | null;
  readonly thought: number | null;
  readonly draft: number | null;
};

export function readStep({ kind, input, output }: Step): StepReading {
  const drawn = memberOf(output, "tokens");
  const tokens = Array.isArray(drawn) ? drawn.length : null;
  const logprob = numberOf(output, "logprob");
  const [person, thought, draft] = [numberOf(input, "person"), kind === "thought" ? numberOf(input, "step") : null, numberOf(input, "try")];
  const isInserted = kind === "tool" || kind === "restate";
  const text = textOf(output, "text");
  return {
    name: nameOf(kind, { thought, draft, index: numberOf(input, "index"), tool: textOf(input, "tool"), line: textOf(memberOf(input, "options"), String(numberOf(output, "chosen"))) }),
    predicted: isInserted ? null : text,
    inserted: isInserted ? (textOf(output, "given") ?? text) : text === null ? null : noneIfEmpty(textOf(input, "given")),
    tokens,
    logprob,
    surprisal: numberOf(output, "surprisal") ?? (tokens === null || tokens === 0 || logprob === null ? null : -logprob / tokens),
    kept: keptOf(output),
    ended: textOf(output, "ended") ?? textOf(output, "reason"),
    person, thought, draft,
  };
}

/** Where several people write, a step's name does not say whose it is. */
export function namePerson({ name, person }: Pick<StepReading, "name" | "person">, hasSeveral: boolean): string {
  return hasSeveral && person !== null ? `${name}, person ${person + 1}` : name;
}

export function hasSeveralPeople(steps: readonly Step[]): boolean {
  return steps.some(({ input }) => (numberOf(input, "person") ?? 0) > 0);
}

type Numbers = Pick<StepReading, "thought" | "draft"> & { readonly index: number | null; readonly tool: string | null; readonly line: string | null };

function nameOf(kind: string, { thought, draft, index, tool, line }: Numbers): string {
  if (kind === "tool") return tool === null ? kind : `tool ${tool}`;
  if (kind === "next-line" && line !== null) return `next line: ${line.trim().replace(/:$/, "")}`;
  if (kind === "sample" && index !== null) return `sample ${index + 1}`;
  const name = thought === null ? kind.replaceAll("-", " ") : `thought ${thought + 1}`;
  return draft === null || draft === 0 ? name : `${name}, ${kind === "thought" || kind === "answer" ? "draft" : "try"} ${draft + 1}`;
}

/** Drafts of thoughts and answers, and samples: what a model was asked to write. */
export function isWritten({ kind, output }: Step): boolean {
  return kind === "thought" || kind === "sample" || (kind === "answer" && Array.isArray(memberOf(output, "tokens")));
}

export type ReadAnswer = { readonly text: string; readonly probability: number | null; readonly logprob: number | null };

/** The answers among which a step shares its probability, the likeliest first; none for a step that has no such. */
export function readAnswers({ input, output }: Step): ReadAnswer[] {
  const [answers, choices] = [memberOf(output, "answers"), memberOf(input, "choices")];
  if (Array.isArray(answers)) return answers.map((each: unknown) => ({ text: textOf(each, "text") ?? "", probability: numberOf(each, "probability"), logprob: numberOf(each, "logprob") }));
  const [probabilities, logprobs] = [memberOf(output, "probabilities"), memberOf(output, "logprobs")];
  if (!Array.isArray(choices) || !Array.isArray(probabilities)) return [];
  const read = choices.map((text: unknown, i) => ({ text: String(text), probability: numberOf(probabilities, String(i)), logprob: numberOf(logprobs, String(i)) }));
  return read.sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0));
}

/** The answers that were not refused: one, several where thoughts branched, none where the run did not come to one. */
export function findAnswers(steps: readonly Step[]): Step[] {
  return steps.filter(({ kind, output }) => kind === "answer" && keptOf(output) !== false);
}

export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

export function textOf(value: unknown, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === "string" ? member : null;
}

export function numberOf(value: unknown, name: string): number | null {
  const member = memberOf(value, name);
  return typeof member === "number" ? member : null;
}

function keptOf(output: unknown): boolean | null {
  const kept = memberOf(output, "kept");
  return typeof kept === "boolean" ? kept : null;
}

function noneIfEmpty(text: string | null): string | null {
  return text === "" ? null : text;
}
