/** @module The body of a run that answers one question under every condition, each behind a document of its own on the same paper. */
import { passStaticGate } from "../../gate/static.ts";
import { premiseHash } from "../../premises/hash.ts";
import { noCost } from "../../protocol/cost.ts";
import type { Cost } from "../../protocol/results.ts";
import type { Steps } from "../../runs/run.ts";
import { answerBehind } from "../answer.ts";
import { createTrail, type ReasonJob } from "../job.ts";
import { openPremisePaper } from "../premise-paper.ts";
import { type ReasonDeps, toJob } from "../reason.ts";
import { defaultRequest, type ReasonRequest, requireReasonable } from "../request.ts";
import { bodyOf, type Sheet } from "../sheet.ts";
import { think } from "../think.ts";
import { type Condition, layConditions, type Material } from "./conditions.ts";

/** Plain JSON, so that a run can keep it. */
export type HelpsRequest = Pick<ReasonRequest, "question" | "steps" | "ends" | "temperature" | "topP" | "seed"> & Omit<Material, "own"> & { readonly choices: readonly string[] };

export const defaultFiller = " .";

/** `probabilities` and `logprobs` (nats) in the order of the choices; `tokens` between the question and the answer; `cost` of its answer, and of the thoughts where they were drawn for it. */
export type ConditionResult = { readonly condition: Condition; readonly tokens: number; readonly probabilities: readonly number[]; readonly logprobs: readonly number[]; readonly cost: Pick<Cost, "generatedTokens" | "scoredTokens" | "promptTokens" | "cachedTokens"> };

export type HelpsResult = { readonly question: string; readonly thoughts: readonly string[]; readonly conditions: readonly ConditionResult[]; readonly cost: Cost; readonly runId: string; readonly seed: number };

export type HelpsDeps = Pick<ReasonDeps, "predictor" | "premise" | "clock" | "timeline">;

/**
 * Thoughts are drawn once, and stand for `own` and `unshown` alike. No credence is asked for: nothing here is kept as an answer.
 * @throws PremiseError as `reason` does.
 */
export async function measureHelps(request: HelpsRequest, deps: HelpsDeps, steps: Steps): Promise<HelpsResult> {
  const { premise, predictor, clock } = deps;
  const { question, choices, others, elsewhere, filler, ...rest } = request;
  const asked: ReasonRequest = { ...defaultRequest, ...rest, question, choices, policy: "none" };
  requireReasonable(asked, premise);
  const trail = createTrail(steps, predictor, clock);
  const { verdict, error } = passStaticGate(premise, deps.timeline);
  await trail.take(async () => ({ kind: "gate", input: { premise: premise.id, hash: premiseHash(premise) }, output: null, verdict }));
  if (error !== null) throw error;
  const paper = await openPremisePaper({ predictor, premise, question, people: "first", calibrations: [], sampling: rest });
  const job: ReasonJob = { ...toJob(asked, premise, deps, paper), trail, options: { signal: steps.signal } };
  const { chain } = await think(job);
  const thinking = trail.cost();
  const found: ConditionResult[] = [];
  for (const { condition, sheet } of await layConditions(paper, { own: chain.sheets[0] as Sheet, others, elsewhere, filler })) {
    found.push(await answerUnder(job, condition, sheet, condition === "own" || condition === "unshown" ? thinking : noCost));
  }
  return { question, thoughts: chain.thoughts.map(({ text }) => text), conditions: found, cost: trail.cost(), runId: steps.run, seed: request.seed };
}

/** What stands on the sheet is recorded before the answer behind it. */
async function answerUnder(job: ReasonJob, condition: Condition, sheet: Sheet, thinking: Cost): Promise<ConditionResult> {
  const { trail, predictor, request } = job;
  const body = bodyOf(sheet);
  await trail.take(async () => ({ kind: "condition", input: { condition }, output: { text: (await predictor.detokenize([body]))[0] ?? "", tokens: body.length } }));
  const before = trail.cost();
  const { answers } = await answerBehind(job, sheet);
  const after = trail.cost();
  const spent = (name: "generatedTokens" | "scoredTokens" | "promptTokens" | "cachedTokens"): number => thinking[name] + after[name] - before[name];
  const ordered = (request.choices ?? []).map((choice) => answers.find(({ text }) => text === choice.trim()));
  return {
    condition, tokens: body.length, probabilities: ordered.map((each) => each?.probability ?? NaN), logprobs: ordered.map((each) => each?.logprob ?? NaN),
    cost: { generatedTokens: spent("generatedTokens"), scoredTokens: spent("scoredTokens"), promptTokens: spent("promptTokens"), cachedTokens: spent("cachedTokens") },
  };
}

