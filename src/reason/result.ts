/** @module What reasoning gives back. */
import type { Cost, Credences } from "../protocol/results.ts";
import { type Limits, spentOf } from "./allowance.ts";
import type { Answering, ReasonAnswer } from "./answer.ts";
import type { ReasonJob } from "./job.ts";
import type { PolicyName } from "./policies.ts";
import { type Thinking, type ThinkingEnd, type Thought, worstOf } from "./think.ts";

export type ReasonResult = {
  /** `refused`: a credence stood against going on, so there is no answer. */
  readonly outcome: "answered" | "refused";
  /** Best first. */
  readonly answers: readonly ReasonAnswer[];
  readonly thoughts: readonly Thought[];
  /** Why thinking ended: the model came to its answer, all steps were taken, the budget was spent, or a draft was refused for good. */
  readonly ended: ThinkingEnd;
  readonly policy: PolicyName;
  /** Of the whole chain that was kept, the answer included where it was drawn; of several people's sheets the highest. Null when nothing was kept. */
  readonly credence: Credences | null;
  readonly limits: Limits;
  /** Nats of log odds since the start, and how many there were to spend. */
  readonly spent: ReturnType<typeof spentOf> | null;
  /** Drawn in all, refused ones included. */
  readonly drafts: number;
  readonly returns: number;
  /** Of many drafts: how many leaves were kept, the mass that they hold and that answered, and what was lost to either reason; kept and lost sum to 1. Null for one chain. */
  readonly tree: { readonly leaves: number; readonly mass: number; readonly answered: number; readonly lost: { readonly toCredence: number; readonly toLikelihood: number } } | null;
  readonly cost: Cost;
  readonly disclosure: string;
  readonly premise: { readonly id: string; readonly version: number; readonly hash: string };
  readonly model: string;
  readonly runId: string;
  readonly question: string;
  readonly seed: number;
};

export type About = Pick<ReasonResult, "disclosure" | "premise" | "model" | "runId">;

export function toResult(job: ReasonJob, { thinking, answering }: { readonly thinking: Thinking; readonly answering: Answering | null }, about: About): ReasonResult {
  const { request, limits, starts, trail } = job;
  const credence = readChain(thinking, answering);
  const answers = answering?.answers ?? [];
  return {
    outcome: answers.length > 0 ? "answered" : "refused", answers, thoughts: thinking.chain.thoughts, ended: answering === null || answers.length > 0 ? thinking.ended : answering.isSpent ? "budget" : "refused",
    policy: request.policy, credence, limits, spent: credence === null ? null : spentOf(credence, limits, starts),
    drafts: thinking.drafts + (answering?.drafts ?? 0), returns: thinking.returns, tree: null, cost: trail.cost(), ...about, question: request.question, seed: request.seed,
  };
}

function readChain({ chain }: Thinking, answering: Answering | null): Credences | null {
  const answered = answering?.credences ?? null;
  // The answer stands on the first one's sheet, behind all thoughts on it.
  const all = chain.sheets.flatMap(({ person }) => (person === 0 ? answered : null) ?? chain.thoughts.findLast((thought) => thought.person === person)?.credences ?? []);
  return all.length === 0 ? null : worstOf(all);
}
