/** @module Answering by scoring given choices. */
import { type Neutralised, renderChoices } from "../premises/render.ts";
import { costOfScores } from "../score/cost.ts";
import type { TextScore } from "../score/continuation.ts";
import { type Ask, callOptions } from "./request.ts";
import type { Answered, ScoresByMethod } from "./result.ts";
import { chooseMethods, type ChoiceValues, renderForMethods, type Renderings, scoreChoices } from "./scoring.ts";
import { summariseTokens } from "./statistics.ts";
import type { Trail } from "./trail.ts";

export async function answerFromChoices(ask: Ask, given: readonly string[], trail: Trail): Promise<Answered> {
  const choices = given.map((choice) => choice.trim());
  const methods = chooseMethods(ask.premise, ask.scoring);
  const renderings = renderForMethods(ask.premise, ask.question, given, methods);
  const alone = renderChoices(ask.premise, given);
  const neutralised = [renderings.open, renderings.listed, renderings.neutral, renderings.open && alone].flatMap((each) => each?.neutralised ?? []);
  await trail.record({ kind: "render", input: { question: ask.question, choices: given }, output: { ...renderings, choices: alone.texts } });
  const started = ask.clock.seconds();
  const { scores, byMethod } = await scoreChoices(ask.predictor, renderings, alone.texts, methods, callOptions(ask));
  const output = byMethod.map(({ method, values, probabilities }) => ({ method, values, probabilities }));
  const cost = costOfScores(scores, ask.clock.seconds() - started);
  await trail.record({ kind: "score", input: { methods, choices }, output: { byMethod: output, scores: scores.map(toRecord) }, cost });
  return { ...toAnswers(choices, byMethod), sampling: null, neutralised: toDistinct(neutralised), prompts: promptsOf(renderings) };
}

function toAnswers(choices: readonly string[], byMethod: readonly ChoiceValues[]): Pick<Answered, "answers" | "scoring" | "scores" | "statistics"> {
  const first = byMethod[0] as ChoiceValues;
  const answers = choices
    .map((text, i) => ({ text, probability: first.probabilities[i] ?? NaN, logprob: first.scores[i]?.logprob ?? NaN }))
    .sort((a, b) => b.probability - a.probability);
  const best = first.scores[first.probabilities.indexOf(Math.max(...first.probabilities))];
  const letters = byMethod.find((each) => each.method === "letter");
  const letterMass = letters === undefined ? null : letters.values.reduce((sum, value) => sum + Math.exp(value), 0);
  return { answers, scoring: first.method, scores: toScores(choices, byMethod), statistics: summariseTokens(best?.tokens ?? [], first.probabilities, letterMass) };
}

function toScores(choices: readonly string[], byMethod: readonly ChoiceValues[]): ScoresByMethod {
  return Object.fromEntries(byMethod.map(({ method, values, probabilities }) => [
    method,
    choices.map((text, i) => ({ text, value: values[i] ?? NaN, probability: probabilities[i] ?? NaN })),
  ]));
}

/** What the run keeps of a score: the tokens as they were scored, not only their sum. */
function toRecord(score: TextScore): unknown {
  return { logprob: score.logprob, bytes: score.bytes, bos: score.bos, tokens: score.tokens.map(({ token, text, logprob }) => ({ token, text, logprob })) };
}

/** The same text stands in several forms: its changes are told once. */
function toDistinct(changes: readonly Neutralised[]): readonly Neutralised[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

function promptsOf(renderings: Renderings): Record<string, string> {
  return Object.fromEntries(Object.entries(renderings).flatMap(([form, rendered]) => (rendered === null ? [] : [[form, rendered.text]])));
}
