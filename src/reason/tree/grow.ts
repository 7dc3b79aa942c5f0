/** @module Many drafts as a tree: every leaf is drawn on several times, what a credence speaks against is cut off, and of the rest the likeliest leaves stay. */
import { sumCosts } from "../../protocol/cost.ts";
import { type DraftOutput, type DrawnDraft, drawDrafts, toPiece } from "../draft.ts";
import { type ReasonJob, tellProgress } from "../job.ts";
import { keep, lineStart, type Sheet } from "../sheet.ts";
import { type Chain, fitsContext, hasRoom, startChain } from "../think.ts";

/**
 * `mass`: the share of all drafts that this leaf stands for, an estimate of the probability that the model's notes would begin this way among those that were drawn.
 * `logprob`: of all its thoughts, in nats, over `tokens`. `step`: that it came of.
 */
export type Leaf = { readonly chain: Chain; readonly mass: number; readonly logprob: number; readonly tokens: number; readonly step: string | null };

/** The masses of the leaves, and of what was cut off by either reason, sum to 1. */
export type Tree = { readonly leaves: readonly Leaf[]; readonly lost: { readonly toCredence: number; readonly toLikelihood: number }; readonly drafts: number; readonly ended: "steps" | "budget" | "context" | "refused" };

export async function growTree(job: ReasonJob): Promise<Tree> {
  const { request } = job;
  const { width, keep: most } = request.tree ?? { width: 1, keep: 1 };
  let leaves: readonly Leaf[] = [{ chain: startChain(job), mass: 1, logprob: 0, tokens: 0, step: job.trail.last() }];
  const lost = { toCredence: 0, toLikelihood: 0 };
  let drafts = 0;
  for (let step = 0; step < request.steps; step++) {
    // Room for this step's drafts, and for an answer behind each of the leaves that may come of them.
    if (!hasRoom(job, leaves.length * width, Math.min(most, leaves.length * width))) return { leaves, lost, drafts, ended: "budget" };
    if (!leaves.every(({ chain }) => fitsContext(job, chain))) return { leaves, lost, drafts, ended: "context" };
    const children: Leaf[] = [];
    for (const [place, leaf] of leaves.entries()) {
      const { kept, refused } = await expand(job, leaf, { step, place, width });
      drafts += width;
      lost.toCredence += refused;
      children.push(...kept);
    }
    const ranked = children.sort((a, b) => b.logprob / b.tokens - a.logprob / a.tokens || (a.step ?? "").localeCompare(b.step ?? ""));
    lost.toLikelihood += ranked.slice(most).reduce((sum, { mass }) => sum + mass, 0);
    leaves = ranked.slice(0, most);
    tellProgress(job, step + 1, leaves[0]?.chain.thoughts.at(-1)?.credences ?? null);
    if (leaves.length === 0) return { leaves, lost, drafts, ended: "refused" };
  }
  return { leaves, lost, drafts, ended: "steps" };
}

/** One step draws all drafts; one more each says what became of it. */
async function expand(job: ReasonJob, leaf: Leaf, { step, place, width }: { readonly step: number; readonly place: number; readonly width: number }): Promise<{ readonly kept: Leaf[]; readonly refused: number }> {
  const sheet = leaf.chain.sheets[0] as Sheet;
  const given = lineStart(job.paper, sheet) + job.paper.mark(step, sheet.person);
  const ids = await job.paper.insert(given);
  const plans = Array.from({ length: width }, (_, i) => ({ kind: "thought" as const, step, attempt: place * width + i, given, triesLeft: width - 1, isAnswer: false, parent: null }));
  const drawn = await job.trail.take(async () => {
    const drafts = await drawDrafts(job, sheet, plans, ids);
    const told = drafts.map(({ output, credences, verdict, seed }) => ({ output, credences, verdict, seed }));
    return { kind: "expand", input: { step, place, width, given }, output: { drafts: told }, cost: sumCosts(drafts.map(({ cost }) => cost)), parent: leaf.step };
  });
  const kept: Leaf[] = [];
  let refused = 0;
  for (const [i, draft] of (drawn.output as { drafts: Omit<DrawnDraft, "cost">[] }).drafts.entries()) {
    const mass = leaf.mass / width;
    const { text, surprisal, logprob, ended, kept: isKept } = draft.output;
    const told = await job.trail.take(async () => ({ kind: "thought", input: { step, try: place * width + i, person: sheet.person, given }, output: { text, surprisal, logprob, ended, kept: isKept, mass }, credences: draft.credences, verdict: draft.verdict, seed: draft.seed, parent: drawn.id }));
    if (draft.verdict.action === "accept") kept.push(toLeaf(job, leaf, draft, { given, ids, mass, step: told.id }));
    else refused += mass;
  }
  return { kept, refused };
}

type Grown = { readonly given: string; readonly ids: readonly number[]; readonly mass: number; readonly step: string };

function toLeaf(job: ReasonJob, leaf: Leaf, { output, credences }: { readonly output: DraftOutput } & Pick<DrawnDraft, "credences">, { given, ids, mass, step }: Grown): Leaf {
  const sheet = keep(leaf.chain.sheets[0] as Sheet, { kind: "inserted", text: given, ids }, toPiece(output, credences, job));
  const thought = { step, person: sheet.person, text: output.text, credences };
  return { chain: { head: step, sheets: [sheet], thoughts: [...leaf.chain.thoughts, thought] }, mass, logprob: leaf.logprob + output.logprob, tokens: leaf.tokens + output.tokens.length, step };
}
