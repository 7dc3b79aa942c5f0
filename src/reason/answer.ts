/** @module Coming to an answer behind the notes: a line that is drawn and judged like a thought, or a distribution over given choices. */
import { neutralise } from "../premises/neutralise.ts";
import type { Credences } from "../protocol/results.ts";
import type { TrailStep } from "../runs/complete-step.ts";
import { toDistribution } from "../score/normalise.ts";
import { costOfCall, requireScored } from "../score/scored.ts";
import { takeDraft } from "./draft.ts";
import type { ReasonJob } from "./job.ts";
import { judgeDraft } from "./judge.ts";
import type { Paper } from "./paper.ts";
import { bodyOf, drawnOf, lineStart, readingOf, type Sheet } from "./sheet.ts";
import { hasRoom } from "./think.ts";

/** `probability` of the choice (per token, as it is scored); null for a drawn answer. `logprob` in nats. */
export type ReasonAnswer = { readonly text: string; readonly probability: number | null; readonly logprob: number };

/** `isSpent`: there is none because the budget ran out while tries were left. */
export type Answering = { readonly answers: readonly ReasonAnswer[]; readonly credences: Credences | null; readonly drafts: number; readonly isSpent: boolean };

/** `parent`: the step that it comes of, by default the last one; `place` among several leaves, so that each has seeds of its own. */
export type Behind = { readonly parent?: string | null; readonly place?: number };

/** A choice as it is scored behind the answer's label. */
export function choiceText(choice: string): string {
  return ` ${neutralise(choice, null).text}`;
}

/** Best first; none when every draft was refused. */
export async function answerBehind(job: ReasonJob, sheet: Sheet, { parent = job.trail.last(), place = 0 }: Behind = {}): Promise<Answering> {
  const { choices } = job.request;
  return choices === undefined ? await drawAnswer(job, sheet, { parent, place }) : await chooseAnswer(job, sheet, choices, parent);
}

async function drawAnswer(job: ReasonJob, sheet: Sheet, { parent, place }: Required<Behind>): Promise<Answering> {
  const { request, policy } = job;
  const ways = policy.redraws || policy.refused === "return" ? request.tries : 1;
  for (let way = 0; way < ways; way++) {
    if (!hasRoom(job, 0)) return { answers: [], credences: null, drafts: way, isSpent: true };
    const draft = await takeDraft(job, sheet, { kind: "answer", step: request.steps, attempt: place * ways + way, given: givenBefore(job, sheet), triesLeft: ways - way - 1, isAnswer: true, parent });
    if (draft.verdict.action !== "accept") continue;
    const { logprob } = draft.step.output as { logprob: number };
    return { answers: [{ text: draft.text, probability: null, logprob }], credences: draft.credences, drafts: way + 1, isSpent: false };
  }
  return { answers: [], credences: null, drafts: ways, isSpent: false };
}

/** Nothing is drawn, so only the notes are judged, as they are with an answer: now what is too short to be measured is refused where the policy says so. */
async function chooseAnswer(job: ReasonJob, sheet: Sheet, choices: readonly string[], parent: string | null): Promise<Answering> {
  const none = { credences: null, drafts: 0, isSpent: false };
  const credences = credencesOf(job, sheet);
  const verdict = judgeDraft(job, credences, { step: job.request.steps, triesLeft: 0, isAnswer: true });
  if (verdict.action === "accept") return { ...none, answers: await scoreAnswers(job, sheet, choices, parent) };
  await job.trail.take(async () => ({ kind: "gate", input: { policy: job.premise.policy }, output: null, credences, verdict, parent }));
  return { ...none, answers: [] };
}

/** Of the whole sheet, as they were recorded with its last draft. */
function credencesOf({ paper }: ReasonJob, { person, pieces }: Sheet): Credences {
  const { watch } = paper.people[person] as Paper["people"][number];
  return drawnOf(pieces).at(-1)?.credences ?? watch.read(null, readingOf({ person, pieces: [] }));
}

function givenBefore({ paper }: ReasonJob, sheet: Sheet): string {
  return lineStart(paper, sheet) + paper.answer;
}

/** As text behind the answer's label. */
async function scoreAnswers(job: ReasonJob, sheet: Sheet, choices: readonly string[], parent: string | null): Promise<ReasonAnswer[]> {
  const given = givenBefore(job, sheet);
  const before = await job.paper.insert(given);
  const step = await job.trail.take(async () => ({ ...(await scoreChoices(job, sheet, { given, before, choices })), parent }));
  const { logprobs, probabilities } = step.output as { logprobs: number[]; probabilities: number[] };
  return choices.map((text, i) => ({ text: text.trim(), probability: probabilities[i] ?? NaN, logprob: logprobs[i] ?? NaN })).sort((a, b) => b.probability - a.probability);
}

async function scoreChoices({ paper, predictor, options }: ReasonJob, sheet: Sheet, { given, before, choices }: { readonly given: string; readonly before: readonly number[]; readonly choices: readonly string[] }): Promise<TrailStep> {
  const context = [...(paper.people[sheet.person]?.opening ?? []), ...bodyOf(sheet), ...before];
  const continuations = await Promise.all(choices.map((choice) => paper.insert(choiceText(choice))));
  const scored = requireScored(await predictor.score(continuations.map((continuation) => ({ context, continuation })), options), continuations.length);
  const logprobs = scored.map(({ logprob }) => logprob);
  const probabilities = toDistribution(scored.map(({ logprob, tokens }) => logprob / tokens.length));
  const best = choices[probabilities.indexOf(Math.max(...probabilities))] ?? "";
  return { kind: "answer", input: { choices, given, person: sheet.person, method: "per-token" }, output: { text: best.trim(), logprobs, probabilities }, cost: costOfCall(scored) };
}
