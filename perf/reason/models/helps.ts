/** @module Part `helps`: each question under every condition, one row a condition. */
import { findListedPremise } from "../../../src/premises/library.ts";
import { defaultFiller, measureHelps } from "../../../src/reason/helps/measure-helps.ts";
import type { TaskQuestion } from "../tasks/question.ts";
import { aboutOf, type Place, seedOf } from "./place.ts";
import { helpsWays, setting } from "./setting.ts";

export async function drawHelps(place: Place, question: TaskQuestion): Promise<void> {
  if (place.find("helps", "unshown", question.id) !== undefined) return;
  const { predictor, clock } = place;
  const { text, choices, others, elsewhere } = question;
  const request = { question: text, choices, others, elsewhere, filler: defaultFiller, ...helpsWays, seed: seedOf(question) };
  const { result, seconds } = await place.run((steps) => measureHelps(request, { predictor, premise: findListedPremise(setting.premise), clock }, steps));
  for (const { condition, tokens, probabilities, cost } of result.conditions) {
    place.add({
      part: "helps", arm: condition, ...aboutOf(question), probabilities: [...probabilities], tokens: { generated: cost.generatedTokens, scored: cost.scoredTokens, watch: 0, between: tokens },
      seconds, credences: null, nats: null, yardstick: null, texts: condition === "own" ? [...result.thoughts] : [], count: result.thoughts.length,
    });
  }
}
