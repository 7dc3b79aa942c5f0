/** @module The most tokens that a reasoning can draw and score: its budget, or what its steps, tries and longest lines come to. */
import { PremiseError } from "../../../../errors/premise-error.ts";
import type { Paper } from "../../../../reason/paper.ts";
import { findPolicy } from "../../../../reason/policies.ts";
import type { ReasonRequest } from "../../../../reason/request.ts";
import type { Charge } from "../../../../store/store.ts";

type Sheets = Pick<Paper, "people" | "maxTokens" | "mark" | "answer" | "resources">;

/** A token of a given text is at least one byte. @param spent what was drawn and scored before. @throws PremiseError `reason/budget-too-small`. */
export function holdOfReasoning(request: ReasonRequest, paper: Sheets, spent: number): Charge {
  const line = paper.maxTokens * (1 + Math.max(...paper.people.map(({ watch }) => watch.passes)));
  const { budget } = request;
  if (budget !== null && budget < line) throw new PremiseError("reason/budget-too-small", { budget, needed: line });
  const choices = tokensOfChoices(request);
  const { drafts, turns } = countLines(request, paper.people.length);
  const most = drafts * line + turns * tokensOfTurn(paper, request) + choices;
  return { requests: 1, tokens: Math.max(0, Math.min(most, budget === null ? Infinity : budget + choices) - spent), micros: 0 };
}

/** `drafts`: of thoughts and of answers; `turns`: how often it is drawn what the next line is. */
function countLines({ policy: name, steps, tries, returns, tree, choices }: ReasonRequest, people: number): { readonly drafts: number; readonly turns: number } {
  const policy = findPolicy(name);
  const answers = choices !== undefined ? 0 : policy.redraws || policy.refused === "return" ? tries : 1;
  if (tree !== null) {
    const leaves = Math.min(tree.keep, tree.width ** steps);
    return { drafts: tree.width * (1 + (steps - 1) * leaves) + leaves * answers, turns: 0 };
  }
  // Each return costs the draft that was refused, and the thought before it.
  const rounds = policy.refused === "return" ? steps + 2 * returns : steps;
  const tried = policy.refused === "next-person" ? people : policy.redraws ? tries : 1;
  return { drafts: rounds * tried + answers, turns: rounds };
}

/** Every beginning that the next line may have is scored. */
function tokensOfTurn({ mark, people, answer, resources }: Sheets, { steps }: ReasonRequest): number {
  const longest = Math.max(...people.map((_, person) => Buffer.byteLength(mark(steps, person))));
  return [longest, Buffer.byteLength(answer), ...resources.map(({ cue }) => Buffer.byteLength(cue))].reduce((sum, bytes) => sum + 1 + bytes, 0);
}

/** Behind each leaf's notes, with a space before each. */
function tokensOfChoices({ choices = [], tree }: ReasonRequest): number {
  return (tree?.keep ?? 1) * choices.reduce((sum, choice) => sum + 1 + Buffer.byteLength(choice), 0);
}
