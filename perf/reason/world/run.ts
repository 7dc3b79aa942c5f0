/** @module One chain in the exact world, driven through the reasoning that the command has: what was kept, what it truly is, what it cost. */
import type { Predictor } from "../../../src/predictor/predictor.ts";
import { createExactWorld, type ExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { rightWord } from "../../../src/predictor/world/steps/step-world.ts";
import { bosToken } from "../../../src/predictor/world/vocabulary.ts";
import { createWorldPredictor } from "../../../src/predictor/world/world-predictor.ts";
import type { Step } from "../../../src/protocol/results.ts";
import { createFixedClock } from "../../../src/random/clock.ts";
import { deriveSeed } from "../../../src/random/seeded.ts";
import { createTrail, type ReasonJob } from "../../../src/reason/job.ts";
import type { Paper } from "../../../src/reason/paper.ts";
import { findPolicy, type PolicyName } from "../../../src/reason/policies.ts";
import { reasonOn } from "../../../src/reason/reason.ts";
import { defaultRequest, type ReasonRequest } from "../../../src/reason/request.ts";
import type { Steps } from "../../../src/runs/run.ts";
import { gated, panel, tokensOfStep } from "./setting.ts";
import { createTruth, type Truth } from "./truth.ts";
import { createWorldWatch } from "./watch.ts";

/** `error`: of the channel, in nats a draft; `margin`: by how many nats the limit is tightened. */
export type RunPlan = { readonly policy: PolicyName; readonly error: number; readonly margin: number; readonly tries: number; readonly seed: number };

/** `truth`: P(author is an AI | kept text), of a panel the highest of its sheets; `right`: share of the chain's steps, 0 without an answer. */
export type ChainRun = { readonly answered: boolean; readonly truth: number; readonly right: number; readonly tokens: number };

/** Apart from the seeds of drafts. */
const channelSeed = 0xc4a_0000;

/** What all runs share. */
export type Place = { readonly predictor: Predictor; readonly exact: ExactWorld; readonly opening: readonly number[]; readonly truth: Truth };

export function openPlace(): Place {
  const exact = createExactWorld(gated.world);
  const opening = [bosToken, ...exact.vocabulary.tokenize(gated.premise)];
  return { predictor: createWorldPredictor({ world: gated.world }), exact, opening, truth: createTruth(exact, opening) };
}

export async function runChain(place: Place, plan: RunPlan, signal: AbortSignal): Promise<ChainRun> {
  const { predictor, exact, truth } = place;
  const request: ReasonRequest = { ...defaultRequest, question: gated.task, policy: plan.policy, steps: gated.steps - 1, ends: "at-steps", tries: plan.tries, margin: plan.margin, seed: plan.seed };
  const paper = layPaper(place, plan);
  const taken: Step[] = [];
  const trail = createTrail(keepIn(taken, signal), predictor, createFixedClock(new Date(0)));
  // The world's own question alone is gated: that an AI exists is not held against it.
  const limits = { authorIsAi: gated.limit, aiInWorld: 1 };
  const starts = { authorIsAi: truth([]).authorIsAi, aiInWorld: 0.5 };
  const policy = { maxCredence: limits, retries: plan.tries, onCannotMeasure: "stop", leastPrior: 0 } as const;
  const job: ReasonJob = { request, premise: { id: "exact-world", policy }, predictor, paper, policy: findPolicy(plan.policy), limits, starts, clock: createFixedClock(new Date(0)), options: { signal }, trail };
  const result = await reasonOn(job, { disclosure: "", premise: { id: "exact-world", version: 1, hash: "" }, model: predictor.info.model, runId: "" });
  const answered = result.outcome === "answered";
  const kept = new Set(result.thoughts.map(({ step }) => step));
  const sheets = sheetsOf(taken.filter(({ id, kind, verdict }) => kept.has(id) || (kind === "answer" && verdict?.action === "accept")));
  const [right] = exact.vocabulary.tokenize(rightWord);
  const header = exact.vocabulary.tokenize(gated.task);
  const texts = sheets.map((drafts) => drafts.flatMap((ids) => [...header, ...ids]));
  return {
    answered, tokens: result.cost.generatedTokens,
    truth: Math.max(...texts.map((text) => truth(text).authorIsAi)),
    right: answered ? sheets.flat().filter(([first]) => first === right).length / gated.steps : 0,
  };
}

/** A word of the world ends by itself, and so does a step: nothing stands between them but the task. */
function layPaper({ exact, opening, truth }: Place, { policy, error, seed }: RunPlan): Paper {
  const people = Array.from({ length: policy === "panel" ? panel : 1 }, (_, person) => ({ name: String(person), opening, watch: createWorldWatch({ truth, error, seed: deriveSeed(deriveSeed(seed, channelSeed), person) }) }));
  return {
    people, lineBreak: "", mark: () => gated.task, restatement: () => gated.premise, answer: gated.task, resources: [], quote: () => "", stop: [], maxTokens: tokensOfStep,
    insert: async (text) => exact.vocabulary.tokenize(text),
  };
}

/** Steps that are numbered rather than hashed: thousands of runs leave no trace. */
function keepIn(taken: Step[], signal: AbortSignal): Steps {
  return {
    run: "", signal,
    take: async (work) => {
      const step: Step = { parent: null, ...(await work()), id: String(taken.length) };
      taken.push(step);
      return step;
    },
  };
}

/** Ids of what was kept, by person. */
function sheetsOf(drafts: readonly Step[]): (readonly number[])[][] {
  const sheets = new Map<number, (readonly number[])[]>();
  for (const { input, output } of drafts) {
    const { person } = input as { person: number };
    sheets.set(person, [...(sheets.get(person) ?? []), (output as { tokens: readonly number[] }).tokens]);
  }
  return [...sheets.values()];
}
