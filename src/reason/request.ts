/** @module What `reason` is asked for, checked before anything is done. Plain JSON, so that a run can keep it and go on from it. */
import * as z from "zod";
import { requireDifferentChoices } from "../ask/request.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { isBlank } from "../premises/neutralise.ts";
import type { Premise } from "../premises/schema.ts";
import { requireSeed } from "../random/seeded.ts";
import { policyNames } from "./policies.ts";

const schema = z.strictObject({
  question: z.string(),
  /** Two or more: the answer is a distribution over them, scored behind the notes. Without them an answer is drawn. */
  choices: z.array(z.string()).optional(),
  policy: z.enum(policyNames),
  /** Most thoughts that are kept. */
  steps: z.number(),
  /** `predicted`: the notes come to their answer where the model finds that likelier than another thought, drawn in proportion; `at-steps`: after all steps. */
  ends: z.enum(["predicted", "at-steps"]),
  /** Drafts of one thought under `resample`. */
  tries: z.number(),
  /** Returns in a whole run under `re-anchor`. */
  returns: z.number(),
  /** Many drafts as a tree: `width` drafts of every leaf, of which `keep` leaves stay after each step. Null for one chain. */
  tree: z.strictObject({ width: z.number(), keep: z.number() }).nullable(),
  /** Most tokens that are drawn and scored, the answer's included; null for no limit. Tokens read from the document don't count: how many are read anew depends on caches. */
  budget: z.number().nullable(),
  /** `even`: the rise in log odds that the limit leaves may be spent evenly over the steps; `free`: at any step. */
  spend: z.enum(["even", "free"]),
  /** Nats by which every limit is tightened, for a channel that errs: fitted for the number of tries. */
  margin: z.number(),
  /** Limit of both credences, in place of the premise's policy; null leaves that. */
  maxCredence: z.number().nullable(),
  /** Prior of both credences, in place of the premise's own. */
  prior: z.number().nullable(),
  temperature: z.number(),
  topP: z.number(),
  seed: z.number(),
});

export type ReasonRequest = Readonly<Omit<z.output<typeof schema>, "choices">> & { readonly choices?: readonly string[] };

/** From what a run keeps. @throws PremiseError `usage/invalid-argument`. */
export function parseReasonRequest(value: unknown): ReasonRequest {
  const result = schema.safeParse(value);
  if (result.success) return result.data as ReasonRequest;
  const [issue] = result.error.issues;
  throw new PremiseError("usage/invalid-argument", { argument: issue?.path.join(".") || "request", problem: issue?.message ?? "no request", command: "reason" });
}

export const defaultRequest: Omit<ReasonRequest, "question"> = {
  policy: "resample", steps: 8, ends: "predicted", tries: 4, returns: 4, tree: null, budget: null, spend: "free", margin: 0, maxCredence: null, prior: null, temperature: 1, topP: 1, seed: 0,
};

/** Whose notes are predicted where nobody says, and whose for a panel. */
export const DEFAULT_NOTES = "working-notes";
export const DEFAULT_PANEL = "problem-circle";

/** Steps of thought, people and tries are few: every one is drawn and watched. */
const most = { steps: 500, tries: 100, returns: 100, width: 64, keep: 64 } as const;

/** @throws PremiseError `usage/...`, `premise/no-notes`, `premise/no-panel`. */
export function requireReasonable(request: ReasonRequest, premise: Premise): void {
  const { question, choices, seed, budget, margin, temperature, topP, maxCredence, prior } = request;
  if (isBlank(question)) throw new PremiseError("usage/empty-question");
  requireSeed(seed);
  for (const [name, value] of [["steps", request.steps], ["tries", request.tries], ["returns", request.returns], ["width", request.tree?.width ?? 1], ["keep", request.tree?.keep ?? 1]] as const) {
    const least = name === "returns" ? 0 : 1;
    demand(Number.isInteger(value) && value >= least && value <= most[name], name, `expected a whole number from ${least} to ${most[name]}, got ${value}`);
  }
  demand(budget === null || (Number.isInteger(budget) && budget > 0), "budget", `expected a whole number of tokens above 0, got ${budget}; without it there is no limit`);
  demand(Number.isFinite(margin) && margin >= 0, "margin", `expected nats of 0 or more, got ${margin}`);
  demand(temperature >= 0 && topP > 0 && topP <= 1, "temperature", "expected a temperature of 0 or more, and a top-p above 0 and up to 1");
  demand(prior === null || (prior > 0 && prior < 1), "prior", `expected a probability between 0 and 1, got ${prior}`);
  demand(request.tree === null || request.policy === "none" || request.policy === "resample", "tree", "a tree prunes by credence, or not at all: use the policy resample or none");
  demand(maxCredence === null || (maxCredence > 0 && maxCredence <= 1), "maxCredence", `expected a probability, got ${maxCredence}`);
  if (choices !== undefined) requireDifferentChoices(choices);
  const { notes } = premise.form;
  if (notes === undefined) throw new PremiseError("premise/no-notes", { premise: premise.id });
  if (request.policy === "panel" && notes.people.length < 2) throw new PremiseError("premise/no-panel", { premise: premise.id, people: notes.people.length });
}

function demand(holds: boolean, argument: string, problem: string): void {
  if (!holds) throw new PremiseError("usage/invalid-argument", { argument, problem, command: "reason" });
}
