/** @module What becomes of a draft, by the credences of the chain that it would end. */
import { passMeasuredGate } from "../gate/measured.ts";
import { isCannotMeasure, type Credences, type Verdict } from "../protocol/results.ts";
import { allowanceAt } from "./allowance.ts";
import type { ReasonJob } from "./job.ts";

/** `step` from 0, the number of steps for the answer; `triesLeft` after this draft. */
export type Judged = { readonly step: number; readonly triesLeft: number; readonly isAnswer: boolean };

/**
 * `accept`, `resample` while tries are left (or another way is open), else `stop`. Where nothing is enforced, `accept` with the code `gate/not-enforced`.
 * A chain that is too short yet to be measured goes on, whatever the policy says of what can't be measured; with the answer it holds.
 */
export function judgeDraft({ policy, premise, limits, starts, request }: Pick<ReasonJob, "policy" | "premise" | "limits" | "starts" | "request">, credences: Credences, { step, triesLeft, isAnswer }: Judged): Verdict {
  if (policy.refused === "keep") return { action: "accept", code: "gate/not-enforced", limit: null };
  const isEarly = !isAnswer && [credences.authorIsAi, credences.aiInWorld].every((each) => !isCannotMeasure(each) || each.reason === "cannot-measure/too-few-tokens");
  const own = { ...premise.policy, maxCredence: allowanceAt(limits, starts, request, isAnswer ? request.steps - 1 : step), ...(isEarly ? { onCannotMeasure: "accept" as const } : {}) };
  return passMeasuredGate({ policy: own }, credences, triesLeft).verdict;
}
