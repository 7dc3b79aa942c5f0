/** @module Coming to an answer behind the notes: a line that is drawn and judged like a thought, or a distribution over given choices. */
import { neutralise } from "../premises/neutralise.ts";
import { noCost } from "../protocol/cost.ts";
import type { Credences } from "../protocol/results.ts";
import { toDistribution } from "../score/normalise.ts";
import { takeDraft } from "./draft.ts";
import type { ReasonJob, TrailStep } from "./job.ts";
import { bodyOf, isAtLineStart, type Sheet } from "./sheet.ts";
import { hasRoom } from "./think.ts";

/** `probability` of the choice (per token, as it is scored); null for a drawn answer. `logprob` in nats. */
export type ReasonAnswer = { readonly text: string; readonly probability: number | null; readonly logprob: number };

export type Answering = { readonly answers: readonly ReasonAnswer[]; readonly credences: Credences | null; readonly drafts: number };

/** Best first; none when every draft was refused. `parent`: the step that it comes of, by default the last one. */
export async function answerBehind(job: ReasonJob, sheet: Sheet, parent: string | null = job.trail.last()): Promise<Answering> {
  return job.request.choices === undefined ? await drawAnswer(job, sheet, parent) : { answers: await scoreAnswers(job, sheet, job.request.choices, parent), credences: null, drafts: 0 };
}

async function drawAnswer(job: ReasonJob, sheet: Sheet, parent: string | null): Promise<Answering> {
  const { request, policy } = job;
  const ways = policy.redraws || policy.refused === "return" ? request.tries : 1;
  for (let way = 0; way < ways && hasRoom(job, 1); way++) {
    const draft = await takeDraft(job, sheet, { kind: "answer", step: request.steps, attempt: way, given: givenBefore(job, sheet), triesLeft: ways - way - 1, isAnswer: true, parent });
    if (draft.verdict.action !== "accept") continue;
    const { logprob } = draft.step.output as { logprob: number };
    return { answers: [{ text: draft.text, probability: null, logprob }], credences: draft.credences, drafts: way + 1 };
  }
  return { answers: [], credences: null, drafts: ways };
}

function givenBefore({ paper }: ReasonJob, sheet: Sheet): string {
  return (isAtLineStart(sheet) ? "" : paper.lineBreak) + paper.answer;
}

/** Choices are scored as text behind the answer's label: nothing is drawn, so nothing is judged. */
async function scoreAnswers(job: ReasonJob, sheet: Sheet, choices: readonly string[], parent: string | null): Promise<ReasonAnswer[]> {
  const given = givenBefore(job, sheet);
  const before = await job.paper.insert(given);
  const step = await job.trail.take(async () => ({ ...(await scoreChoices(job, sheet, { given, before, choices })), parent }));
  const { logprobs, probabilities } = step.output as { logprobs: number[]; probabilities: number[] };
  return choices.map((text, i) => ({ text: text.trim(), probability: probabilities[i] ?? NaN, logprob: logprobs[i] ?? NaN })).sort((a, b) => b.probability - a.probability);
}

async function scoreChoices({ paper, predictor, options }: ReasonJob, sheet: Sheet, { given, before, choices }: { readonly given: string; readonly before: readonly number[]; readonly choices: readonly string[] }): Promise<TrailStep> {
  const context = [...(paper.people[sheet.person]?.opening ?? []), ...bodyOf(sheet), ...before];
  const continuations = await Promise.all(choices.map((choice) => paper.insert(` ${neutralise(choice, null).text}`)));
  const outcomes = await predictor.score(continuations.map((continuation) => ({ context, continuation })), options);
  const scored = outcomes.map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome;
  });
  const total = (count: (outcome: (typeof scored)[number]) => number): number => scored.reduce((sum, outcome) => sum + count(outcome), 0);
  const logprobs = scored.map(({ logprob }) => logprob);
  const probabilities = toDistribution(scored.map(({ logprob, tokens }) => logprob / tokens.length));
  const best = choices[probabilities.indexOf(Math.max(...probabilities))] ?? "";
  const cost = { ...noCost, promptTokens: total(({ promptTokens }) => promptTokens), cachedTokens: total(({ cachedTokens }) => cachedTokens), scoredTokens: total(({ tokens }) => tokens.length), calls: 1 };
  return { kind: "answer", input: { choices, given, person: sheet.person, method: "per-token" }, output: { text: best.trim(), logprobs, probabilities }, cost };
}
