/** @module Part `policies`: the same question answered at once, by a plain chain, by as many plain chains as watching costs, and under each policy. */
import { joinEvidence } from "../../../src/credence/native/evidence.ts";
import { findListedPremise } from "../../../src/premises/library.ts";
import type { Step } from "../../../src/protocol/results.ts";
import { answerBehind } from "../../../src/reason/answer.ts";
import type { DraftOutput } from "../../../src/reason/draft.ts";
import { createTrail, type ReasonJob } from "../../../src/reason/job.ts";
import type { PolicyName } from "../../../src/reason/policies.ts";
import { openPremisePaper } from "../../../src/reason/premise-paper.ts";
import { reason, toJob } from "../../../src/reason/reason.ts";
import { defaultRequest, type ReasonRequest } from "../../../src/reason/request.ts";
import type { ReasonResult } from "../../../src/reason/result.ts";
import { newSheet } from "../../../src/reason/sheet.ts";
import type { TaskQuestion } from "../tasks/question.ts";
import { askOnce } from "./ask-once.ts";
import { aboutOf, contrastIds, type Place, seedOf } from "./place.ts";
import { type Row, toNats, toRowCredences } from "./row.ts";
import { type PolicyArm, policyArms, policyWays, setting } from "./setting.ts";

type NewRow = Omit<Row, "key">;

/** Side by side, so that the model evaluates them together; watched arms first, since what they spend is what plain chains may spend. */
export async function drawPolicies(place: Place, question: TaskQuestion, isCalibrated: boolean): Promise<void> {
  const missing = armsOf(isCalibrated).filter((arm) => place.find("policies", arm, question.id) === undefined);
  const here = { ...place, predictor: askOnce(place.predictor) };
  await Promise.all(missing.filter((arm) => arm !== "plain-more").map(async (arm) => place.add(await drawArm(here, question, arm))));
  if (missing.includes("plain-more")) place.add(await drawPlainChains(here, question));
}

/** Where nothing can be refused, every policy on one sheet is the plain chain; a panel has several. */
export function armsOf(isCalibrated: boolean): readonly PolicyArm[] {
  return isCalibrated ? policyArms : policyArms.filter((arm) => arm !== "stop" && arm !== "resample" && arm !== "re-anchor");
}

async function drawArm(place: Place, question: TaskQuestion, arm: Exclude<PolicyArm, "plain-more">): Promise<NewRow> {
  return arm === "direct" ? await answerAtOnce(place, question) : await drawChain(place, question, arm, { policy: arm === "plain" ? "none" : arm });
}

/** How many plain chains come nearest to all tokens, drawn and scored, that redrawing under a watch took; without a watch that refuses, to those that watching one chain took. At least one. */
function countChains({ find }: Place, { id }: TaskQuestion): number {
  const plain = find("policies", "plain", id);
  const watched = find("policies", "resample", id) ?? plain;
  if (plain === undefined || watched === undefined) return 1;
  return Math.max(1, Math.round((watched.tokens.generated + watched.tokens.scored) / (plain.tokens.generated + plain.tokens.scored - plain.tokens.watch)));
}

type Chain = { readonly policy: PolicyName; readonly watched?: boolean; readonly sample?: number };

async function drawChain(place: Place, question: TaskQuestion, arm: PolicyArm, { policy, watched = true, sample = 0 }: Chain): Promise<NewRow> {
  const { predictor, calibrations, clock } = place;
  const premise = findListedPremise(policy === "panel" ? setting.panel : setting.premise);
  const request = toRequest(question, policy, sample);
  const { result, steps, seconds } = await place.run((taken) => reason(request, { predictor, premise, clock, calibrations: watched ? calibrations : [], evidence: watched ? "always" : "calibrated" }, taken));
  const { generatedTokens, scoredTokens } = result.cost;
  return {
    part: "policies", arm, ...aboutOf(question), probabilities: toProbabilities(result, question.choices),
    tokens: { generated: generatedTokens, scored: scoredTokens, watch: sumOf(steps, ({ kind, cost }) => (kind === "thought" ? cost.scoredTokens : 0)), between: keptOf(result, steps).reduce((sum, { tokens }) => sum + tokens.length, 0) },
    seconds, credences: toRowCredences(result.credence), nats: watched ? natsOf(result, steps, contrastIds(premise)) : null, yardstick: null, texts: result.thoughts.map(({ text }) => text), count: result.drafts,
  };
}

/** Of all people's kept thoughts together: of a panel this is no one sheet's, so none is given. */
function natsOf(result: ReasonResult, steps: readonly Step[], ids: ReturnType<typeof contrastIds>): Row["nats"] {
  if (result.policy === "panel") return null;
  const kept = keptOf(result, steps).map(({ evidence }) => evidence);
  return kept.length === 0 ? null : toNats(kept.reduce(joinEvidence), ids);
}

function keptOf(result: ReasonResult, steps: readonly Step[]): DraftOutput[] {
  return result.thoughts.flatMap(({ step }) => steps.filter(({ id }) => id === step).map(({ output }) => output as DraftOutput));
}

/** The mean of several plain chains' answers, each from a seed of its own; none of them is watched. */
async function drawPlainChains(place: Place, question: TaskQuestion): Promise<NewRow> {
  const chains = await Promise.all(Array.from({ length: countChains(place, question) }, (_, sample) => drawChain(place, question, "plain-more", { policy: "none", watched: false, sample })));
  const total = (of: (row: NewRow) => number): number => chains.reduce((sum, row) => sum + of(row), 0);
  const [first] = chains as [NewRow, ...NewRow[]];
  const probabilities = question.choices.map((_, i) => total((row) => row.probabilities?.[i] ?? NaN) / chains.length);
  const tokens = { generated: total((row) => row.tokens.generated), scored: total((row) => row.tokens.scored), watch: 0, between: Math.round(total((row) => row.tokens.between) / chains.length) };
  return { ...first, probabilities, tokens, seconds: Math.max(...chains.map(({ seconds }) => seconds)), credences: null, texts: [], count: chains.length };
}

async function answerAtOnce(place: Place, question: TaskQuestion): Promise<NewRow> {
  const { predictor, clock } = place;
  const premise = findListedPremise(setting.premise);
  const request = toRequest(question, "none", 0);
  const { result, seconds } = await place.run(async (steps) => {
    const paper = await openPremisePaper({ predictor, premise, question: question.text, people: "first", calibrations: [], sampling: request });
    const job: ReasonJob = { ...toJob(request, premise, { predictor, clock }, paper), trail: createTrail(steps, predictor, clock), options: { signal: steps.signal } };
    const { answers } = await answerBehind(job, newSheet(0));
    return { answers, outcome: "answered" as const, cost: job.trail.cost() };
  });
  return {
    part: "policies", arm: "direct", ...aboutOf(question), probabilities: toProbabilities(result, question.choices), tokens: { generated: 0, scored: result.cost.scoredTokens, watch: 0, between: 0 },
    seconds, credences: null, nats: null, yardstick: null, texts: [], count: 0,
  };
}

function toRequest(question: TaskQuestion, policy: PolicyName, sample: number): ReasonRequest {
  return { ...defaultRequest, ...policyWays, question: question.text, choices: question.choices, policy, seed: seedOf(question, sample) };
}

/** In the order of the choices. */
function toProbabilities({ answers, outcome }: Pick<ReasonResult, "answers" | "outcome">, choices: readonly string[]): number[] | null {
  return outcome === "refused" ? null : choices.map((choice) => answers.find(({ text }) => text === choice.trim())?.probability ?? NaN);
}

function sumOf(steps: readonly Step[], of: (step: Step) => number): number {
  return steps.reduce((sum, step) => sum + of(step), 0);
}
