/** @module What `reason` is asked for, checked before anything is done. Plain JSON, so that a run can keep it and go on from it. */
import { requireDifferentChoices } from "../ask/request.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { isBlank } from "../premises/neutralise.ts";
import type { Premise } from "../premises/schema.ts";
import { requireSeed } from "../random/seeded.ts";
import type { PolicyName } from "./policies.ts";

export type ReasonRequest = {
  readonly question: string;
  /** Two or more: the answer is a distribution over them, scored behind the notes. Without them an answer is drawn. */
  readonly choices?: readonly string[];
  readonly policy: PolicyName;
  /** Most thoughts that are kept. */
  readonly steps: number;
  /** `predicted`: the notes come to their answer where the model finds that likelier than another thought, drawn in proportion; `at-steps`: after all steps. */
  readonly ends: "predicted" | "at-steps";
  /** Drafts of one thought under `resample`. */
  readonly tries: number;
  /** Returns in a whole run under `re-anchor`. */
  readonly returns: number;
  /** Most tokens that are drawn and scored, the answer's included; null for no limit. Tokens read from the document don't count: how many are read anew depends on caches. */
  readonly budget: number | null;
  /** `even`: the rise in log odds that the limit leaves may be spent evenly over the steps; `free`: at any step. */
  readonly spend: "even" | "free";
  /** Nats by which every limit is tightened, for a channel that errs: fitted for the number of tries. */
  readonly margin: number;
  /** Of both credences, in place of the premise's policy; null leaves that. */
  readonly maxCredence: number | null;
  readonly temperature: number;
  readonly topP: number;
  readonly seed: number;
};

export const defaultRequest: Omit<ReasonRequest, "question"> = {
  policy: "resample", steps: 8, ends: "predicted", tries: 4, returns: 4, budget: null, spend: "free", margin: 0, maxCredence: null, temperature: 1, topP: 1, seed: 0,
};

/** Steps of thought, people and tries are few: every one is drawn and watched. */
const most = { steps: 500, tries: 100, returns: 100 } as const;

/** @throws PremiseError `usage/...`, `premise/no-notes`, `premise/no-panel`. */
export function requireReasonable(request: ReasonRequest, premise: Premise): void {
  const { question, choices, seed, budget, margin, temperature, topP, maxCredence } = request;
  if (isBlank(question)) throw new PremiseError("usage/empty-question");
  requireSeed(seed);
  for (const name of ["steps", "tries", "returns"] as const) {
    const least = name === "returns" ? 0 : 1;
    demand(Number.isInteger(request[name]) && request[name] >= least && request[name] <= most[name], name, `expected a whole number from ${least} to ${most[name]}, got ${request[name]}`);
  }
  demand(budget === null || (Number.isInteger(budget) && budget > 0), "budget", `expected a whole number of tokens above 0, got ${budget}; without it there is no limit`);
  demand(Number.isFinite(margin) && margin >= 0, "margin", `expected nats of 0 or more, got ${margin}`);
  demand(temperature >= 0 && topP > 0 && topP <= 1, "temperature", "expected a temperature of 0 or more, and a top-p above 0 and up to 1");
  demand(maxCredence === null || (maxCredence > 0 && maxCredence <= 1), "maxCredence", `expected a probability, got ${maxCredence}`);
  if (choices !== undefined) requireDifferentChoices(choices);
  const { notes } = premise.form;
  if (notes === undefined) throw new PremiseError("premise/no-notes", { premise: premise.id });
  if (request.policy === "panel" && notes.people.length < 2) throw new PremiseError("premise/no-panel", { premise: premise.id, people: notes.people.length });
}

function demand(holds: boolean, argument: string, problem: string): void {
  if (!holds) throw new PremiseError("usage/invalid-argument", { argument, problem, command: "reason" });
}
