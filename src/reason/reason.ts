/** @module The body of a reasoning run: the static gate, a predicted person's notes, line by line, then an answer. */
import { policyOf } from "../ask/request.ts";
import type { Calibrations } from "../credence/calibration/load.ts";
import type { ChainWatchSetting } from "../credence/chain-watch.ts";
import { renderNotice } from "../disclose/notice.ts";
import { PremiseError } from "../errors/premise-error.ts";
import { passStaticGate } from "../gate/static.ts";
import { renderFingerprint } from "../predictor/fingerprint.ts";
import { premiseHash } from "../premises/hash.ts";
import type { Premise } from "../premises/schema.ts";
import type { Timeline } from "../premises/timeline.ts";
import type { Steps } from "../runs/run.ts";
import { startsOf } from "./allowance.ts";
import { answerBehind, choiceText } from "./answer.ts";
import { createTrail, type ReasonJob } from "./job.ts";
import type { Paper } from "./paper.ts";
import { findPolicy } from "./policies.ts";
import { openPremisePaper } from "./premise-paper.ts";
import { type ReasonRequest, requireReasonable } from "./request.ts";
import { type About, type ReasonResult, toResult } from "./result.ts";
import { type Chain, hasRoom, passesOf, startChain, think } from "./think.ts";
import { answerBehindLeaves } from "./tree/answers.ts";
import { growTree } from "./tree/grow.ts";

export type ReasonDeps = Pick<ReasonJob, "predictor" | "clock" | "consult" | "onProgress"> & {
  readonly premise: Premise;
  readonly calibrations: Calibrations;
  readonly timeline?: Timeline | undefined;
  /** Names of those that can be asked; the premise's words for others are not used. */
  readonly resources?: readonly string[];
  /** Keep the raw sums of a model without calibration too. */
  readonly evidence?: ChainWatchSetting["evidence"];
};

/**
 * Reasons under a premise; all that is done is in `steps`, so that it goes on where it was left. A refusal by a credence is a result; the static gate's is an error.
 * @throws PremiseError `usage/...`, `premise/...`, `gate/...`, `reason/budget-too-small`, `run/other-model`, `run/other-calibration`, and what the predictor and the steps throw.
 */
export async function reason(request: ReasonRequest, deps: ReasonDeps, steps: Steps): Promise<ReasonResult> {
  const { premise, predictor, clock, calibrations } = deps;
  requireReasonable(request, premise);
  const trail = createTrail(steps, predictor, clock);
  const { verdict, error, earlyAi } = passStaticGate(premise, deps.timeline);
  await trail.take(async () => ({ kind: "gate", input: { premise, earlyAi }, output: null, verdict }));
  if (error !== null) throw error;
  const { temperature, topP, question, policy } = request;
  const people = policy === "panel" ? "all" : "first";
  const paper = await openPremisePaper({ predictor, premise, question, people, calibrations, sampling: { temperature, topP }, priors: priorsOf(request), evidence: deps.evidence, resources: deps.resources ?? [] });
  const about = { disclosure: renderNotice(premise, predictor.info.model), premise: { id: premise.id, version: premise.version, hash: premiseHash(premise) }, model: predictor.info.model };
  const fingerprint = renderFingerprint(predictor.info.fingerprint);
  const noted = await trail.take(async () => ({ kind: "notes", input: request, output: { openings: await predictor.detokenize(paper.people.map(({ opening }) => opening)), fingerprint, passes: passesOf(paper), ...about } }));
  const begun = noted.output as { readonly fingerprint: string; readonly passes?: number };
  if (begun.fingerprint !== fingerprint) throw new PremiseError("run/other-model", { run: steps.run, fingerprint: begun.fingerprint, here: fingerprint });
  // What a line may cost decides where a budget ends, so that recorded steps would be taken for others.
  if (begun.passes !== undefined && begun.passes !== passesOf(paper)) throw new PremiseError("run/other-calibration", { run: steps.run, passes: begun.passes, here: passesOf(paper) });
  const job = { ...toJob(request, premise, deps, paper), trail, options: { signal: steps.signal } };
  return await reasonOn(job, { ...about, runId: steps.run });
}

export function toJob(request: ReasonRequest, premise: Pick<Premise, "id" | "policy" | "world">, deps: Pick<ReasonDeps, "predictor" | "clock" | "consult" | "onProgress">, paper: Paper): Omit<ReasonJob, "trail" | "options"> {
  const { predictor, clock, consult, onProgress } = deps;
  const priors = priorsOf(request);
  const own = policyOf({ premise, priors, ...(request.maxCredence === null ? {} : { maxCredence: request.maxCredence }) });
  const ruled = { ...premise, policy: own };
  return { request, premise: ruled, predictor, paper, policy: findPolicy(request.policy), limits: own.maxCredence, starts: startsOf(ruled, priors), clock, consult, onProgress };
}

function priorsOf({ prior }: ReasonRequest): ChainWatchSetting["priors"] {
  return prior === null ? undefined : { authorIsAi: prior, aiInWorld: prior };
}

/** On any paper. @throws PremiseError `reason/budget-too-small`. */
export async function reasonOn(given: ReasonJob, about: About): Promise<ReasonResult> {
  const choices = given.request.choices;
  const job = choices === undefined ? given : { ...given, answerTokens: (await Promise.all(choices.map(async (choice) => (await given.paper.insert(choiceText(choice))).length))).reduce((sum, length) => sum + length, 0) };
  requireRoom(job);
  if (job.request.tree !== null) return await reasonInTree(job, about);
  const thinking = await think(job);
  const answering = thinking.ended === "refused" ? null : await answerBehind(job, chairOf(thinking.chain), { parent: thinking.chain.head });
  return toResult(job, { thinking, answering }, about);
}

async function reasonInTree(job: ReasonJob, about: About): Promise<ReasonResult> {
  const tree = await growTree(job);
  const answering = await answerBehindLeaves(job, tree.leaves);
  const [best] = tree.leaves;
  const thinking = { chain: best?.chain ?? startChain(job), ended: tree.ended, drafts: tree.drafts, returns: 0 };
  const { lost } = tree;
  return { ...toResult(job, { thinking, answering: tree.ended === "refused" ? null : answering }, about), tree: { leaves: tree.leaves.length, mass: tree.leaves.reduce((sum, { mass }) => sum + mass, 0), answered: answering.mass, lost } };
}

/** Who writes the answer: the first of the people. */
function chairOf({ sheets }: Chain): Chain["sheets"][number] {
  const [first] = sheets;
  if (first === undefined) throw new PremiseError("internal", { problem: "a chain without people" });
  return first;
}

function requireRoom(job: ReasonJob): void {
  if (hasRoom(job, 0)) return;
  const needed = job.answerTokens ?? job.paper.maxTokens * (1 + passesOf(job.paper));
  throw new PremiseError("reason/budget-too-small", { budget: job.request.budget ?? 0, needed });
}
