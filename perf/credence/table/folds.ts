/** @module The folds of the library's premises, and the gate's threshold for each. */
import { foldOf } from "../../../src/credence/table/plan.ts";
import { priorOf } from "../../../src/credence/prior/prior.ts";
import { findListedPremise, listPremises } from "../../../src/premises/library.ts";
import { defaultPolicy } from "../../../src/premises/schema.ts";
import { toLogOdds } from "../../../src/stats/log-space.ts";
import type { Question } from "./setting.ts";

/** The fold of a premise of the library, as the plan of a table has it. */
export function foldOfPremise(id: string): number {
  return foldOf(listPremises().findIndex((premise) => premise.id === id));
}

/** `limit` is of both credences. */
export type GateSetting = { readonly id: "default" | "even"; readonly title: string; readonly limit: number; readonly priorOf: (premise: string, question: Question) => number };

export const gateSettings: readonly GateSetting[] = [
  { id: "default", title: "default gate: the premise's prior", limit: defaultPolicy.maxCredence.authorIsAi, priorOf: (premise, question) => priorOf(findListedPremise(premise), question).value },
  { id: "even", title: "prior 1/2", limit: 0.5, priorOf: () => 0.5 },
];

/** The log ratio in nats up to which a text is accepted. */
export function thresholdOf({ limit, priorOf: prior }: Pick<GateSetting, "limit" | "priorOf">, premise: string, question: Question): number {
  return toLogOdds(limit) - toLogOdds(prior(premise, question));
}
