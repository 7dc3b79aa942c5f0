/** @module What the leaves of a tree answer, each with the mass that it stands for. */
import { type Answering, answerBehind, type ReasonAnswer } from "../answer.ts";
import type { ReasonJob } from "../job.ts";
import type { Credences } from "../../protocol/results.ts";
import type { Sheet } from "../sheet.ts";
import { worstOf } from "../think.ts";
import type { Leaf } from "./grow.ts";

/** Probabilities are over the mass that answered; `credences` of the leaf whose author is likeliest an AI. */
export type TreeAnswers = Answering & { readonly mass: number };

export async function answerBehindLeaves(job: ReasonJob, leaves: readonly Leaf[]): Promise<TreeAnswers> {
  const masses = new Map<string, { mass: number; logprob: number }>();
  const credences: Credences[] = [];
  let [mass, drafts, isSpent] = [0, 0, false];
  for (const [place, leaf] of leaves.entries()) {
    const own = await answerBehind(job, leaf.chain.sheets[0] as Sheet, { parent: leaf.step, place });
    drafts += own.drafts;
    isSpent ||= own.isSpent;
    if (own.answers.length === 0) continue;
    mass += leaf.mass;
    // Of a leaf without thoughts there is nothing to judge.
    const judged = own.credences ?? leaf.chain.thoughts.at(-1)?.credences;
    if (judged !== undefined) credences.push(judged);
    for (const answer of own.answers) add(masses, answer, leaf.mass);
  }
  const answers = [...masses].map(([text, each]): ReasonAnswer => ({ text, probability: each.mass / mass, logprob: each.logprob }));
  return { answers: answers.sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0)), credences: credences.length === 0 ? null : worstOf(credences), drafts, isSpent, mass };
}

/** Of equal answers the likeliest one's log-probability is kept. */
function add(masses: Map<string, { mass: number; logprob: number }>, { text, probability, logprob }: ReasonAnswer, leaf: number): void {
  const known = masses.get(text) ?? { mass: 0, logprob: -Infinity };
  masses.set(text, { mass: known.mass + leaf * (probability ?? 1), logprob: Math.max(known.logprob, logprob) });
}
