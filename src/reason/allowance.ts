/** @module The credence budget of a chain: how high each credence may stand after a step, so that the whole chain ends under its limit. */
import { defaultLeastPrior } from "../credence/gate-prior.ts";
import { priorOf } from "../credence/prior/prior.ts";
import { gateQuestions } from "../credence/questions.ts";
import type { Premise } from "../premises/schema.ts";
import type { Credences } from "../protocol/results.ts";
import { toLogOdds, toProbability } from "../stats/log-space.ts";
import type { ReasonRequest } from "./request.ts";

export type Limits = Premise["policy"]["maxCredence"];
export type Priors = Limits;

/** Where a gate starts from: the premise's prior, no lower than the policy's least. */
export function startsOf(premise: Pick<Premise, "world" | "policy">, given: Partial<Priors> = {}): Priors {
  const least = premise.policy.leastPrior ?? defaultLeastPrior;
  const of = (question: keyof Limits): number => Math.max(given[question] ?? priorOf(premise, question).value, least);
  return { authorIsAi: of("authorIsAi"), aiInWorld: of("aiInWorld") };
}

/**
 * Limits after step `step` (from 0) of `steps`, tightened by `margin` nats. `free`: the chain's limit at every step. `even`: of the log odds between start and
 * limit, step t may have spent the part (t + 1) / steps, and the answer all of it.
 */
export function allowanceAt(limits: Limits, starts: Priors, { spend, margin, steps }: Pick<ReasonRequest, "spend" | "margin" | "steps">, step: number): Limits {
  const part = spend === "free" ? 1 : Math.min(1, (step + 1) / steps);
  const of = (question: keyof Limits): number => {
    const limit = toLogOdds(limits[question]);
    const start = Math.min(toLogOdds(starts[question]), limit);
    return toProbability((part === 1 ? limit : start + part * (limit - start)) - margin);
  };
  return { authorIsAi: of("authorIsAi"), aiInWorld: of("aiInWorld") };
}

/** Nats of log odds that a chain has spent since its start, and of how many: null for a credence that can't be measured. */
export function spentOf(credences: Credences, limits: Limits, starts: Priors): Record<keyof Limits, { readonly spent: number; readonly of: number } | null> {
  const of = (question: keyof Limits) => {
    const credence = credences[question];
    if (credence.kind === "cannot-measure") return null;
    const rise = credence.logOdds - toLogOdds(credence.prior);
    return { spent: rise, of: toLogOdds(limits[question]) - toLogOdds(Math.max(credence.prior, starts[question])) };
  };
  return Object.fromEntries(gateQuestions.map((question) => [question, of(question)])) as ReturnType<typeof spentOf>;
}
