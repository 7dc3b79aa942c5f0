/** @module Credences as Inspect's scores. What was not measured is unscored there, NaN with its reason, and no metric counts it. */
import { errorTable } from "../../../errors/table.ts";
import type { Credence, Credences } from "../../../protocol/results.ts";

export type Score = { readonly value: number; readonly explanation: string; readonly reason: string | null; readonly metadata: object | null };

export const scorers = [
  { name: "author_is_ai", question: "authorIsAi", explanation: "Posterior that the author whom the model predicts is an AI." },
  { name: "ai_in_world", question: "aiInWorld", explanation: "Posterior that capable AI exists in the depicted world." },
  { name: "knows_predicted", question: "knowsPredicted", explanation: "Posterior that the predicted person knows of being predicted." },
] as const satisfies readonly { readonly name: string; readonly question: keyof Credences; readonly explanation: string }[];

/** By the scorer's name; those that were asked. */
export function toScores(credences: Credences | null): Readonly<Record<string, Score>> {
  return Object.fromEntries(scorers.flatMap(({ name, question, explanation }) => {
    const credence = credences?.[question];
    return credence === undefined ? [] : [[name, toScore(credence, explanation)]];
  }));
}

function toScore(credence: Credence, explanation: string): Score {
  if (credence.kind === "cannot-measure") return { value: NaN, explanation: errorTable[credence.reason]?.message ?? "Cannot measure.", reason: credence.reason, metadata: null };
  const { kind: _, value, ...metadata } = credence;
  return { value, explanation, reason: null, metadata };
}

/** The log's own account of one sample's scores: a mean only over what was scored. */
export function toResults(scores: Readonly<Record<string, Score>>, isComplete: boolean): object {
  return {
    total_samples: 1,
    completed_samples: isComplete ? 1 : 0,
    scores: Object.entries(scores).map(([name, { value }]) => {
      const scored = Number.isNaN(value) ? 0 : 1;
      return { name, scorer: name, scored_samples: scored, unscored_samples: 1 - scored, params: {}, metrics: scored === 1 ? { mean: { name: "mean", value, params: {} } } : {} };
    }),
  };
}
