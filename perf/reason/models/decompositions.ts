/** @module Part `decompositions`: the model's strengths, then each question taken apart in three ways, with both credences of the parts. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { addScores, noEvidence } from "../../../src/credence/native/evidence.ts";
import { openDocuments, scoreTexts } from "../../../src/credence/native/documents.ts";
import { findListedPremise } from "../../../src/premises/library.ts";
import type { Premise } from "../../../src/premises/schema.ts";
import { decompose, type DecomposeResult } from "../../../src/reason/resources/decompose.ts";
import { measureProfile } from "../../../src/reason/resources/measure-profile.ts";
import { parseProfile, type Profile, requireOwnProfile, toProfileJson } from "../../../src/reason/resources/profile.ts";
import { createSplitPremise, type Decomposition, decompositions } from "../../../src/reason/resources/split-premise.ts";
import type { TaskQuestion } from "../tasks/question.ts";
import { aboutOf, contrastIds, type Place, seedOf } from "./place.ts";
import { type Nats, toNats, toRowCredences } from "./row.ts";
import { setting, splitWays } from "./setting.ts";

const root = join(import.meta.dirname, "..", "..", "..");

/** Below the project's root. */
export function profilePath(model: string): string {
  return `docs/data/reason-models/${model.replaceAll(/[^\w.-]/g, "_")}.profile.json`;
}

/** The stored one where there is one, else measured and stored. @throws PremiseError `profile/...`. */
export async function readOrMeasureProfile(place: Place, model: string, tell: (line: string) => void): Promise<Profile> {
  const path = join(root, profilePath(model));
  const { predictor, clock } = place;
  if (existsSync(path)) {
    const profile = parseProfile(readFileSync(path, "utf8"), profilePath(model));
    requireOwnProfile(profile, predictor.info);
    return profile;
  }
  const onProgress = (done: number, total: number): void => {
    if (done % 24 === 0) tell(`profile ${done} of ${total}`);
  };
  const { result } = await place.run((steps) => measureProfile({ each: setting.profileEach, seed: setting.seed }, { predictor, clock, premise: findListedPremise(setting.premise), onProgress }, steps));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, toProfileJson(result));
  return result;
}

/** One after the other: side by side, their documents would drive each other out of the cache. */
export async function drawDecompositions(place: Place, question: TaskQuestion, profile: Profile): Promise<void> {
  for (const how of decompositions) {
    if (place.find("decompositions", how, question.id) === undefined) await drawDecomposition(place, question, profile, how);
  }
}

async function drawDecomposition(place: Place, question: TaskQuestion, profile: Profile, how: Decomposition): Promise<void> {
  const { predictor, calibrations, clock } = place;
  const premise = createSplitPremise(how, profile);
  const request = { question: question.text, choices: question.choices, ...splitWays, seed: seedOf(question) };
  const { result, steps, seconds } = await place.run((taken) => decompose(request, { predictor, premise, solver: findListedPremise(setting.premise), calibrations, clock, evidence: "always" }, taken));
  const watch = steps.reduce((sum, { kind, cost }) => sum + (kind === "thought" ? cost.scoredTokens : 0), 0);
  place.add({
    part: "decompositions", arm: how, ...aboutOf(question), probabilities: [...result.probabilities],
    tokens: { generated: result.cost.generatedTokens, scored: result.cost.scoredTokens, watch, between: result.drawn.reduce((sum, { tokens }) => sum + tokens.length, 0) },
    seconds, credences: toRowCredences(result.credences), nats: toNats(result.evidence, contrastIds(premise)), yardstick: await measureUnder(place, createSplitPremise("by-person", profile), question, result),
    texts: result.parts.map((part) => `${part.question} -> ${part.found}`), count: result.parts.length,
  });
}

/** The same drawn texts after the documents of one premise, whoever drew them: what differs is the text alone. Each document is read once, with all that stands behind it; of that, what was inserted does not count. */
async function measureUnder({ predictor }: Place, premise: Premise, question: TaskQuestion, { drawn }: DecomposeResult): Promise<Nats | null> {
  const last = drawn.at(-1);
  if (last === undefined) return null;
  const documents = await openDocuments(predictor, premise, { question: question.text }, "notes");
  const [whole] = await scoreTexts(predictor, documents, [{ before: [], tokens: [...last.before, ...last.tokens] }]);
  if (whole === undefined) return null;
  const drawnOnly = (logprobs: readonly number[]): number[] => drawn.flatMap(({ before, tokens }) => logprobs.slice(before.length, before.length + tokens.length));
  const contrasts = Object.fromEntries(Object.entries(whole.contrasts).map(([id, logprobs]) => [id, drawnOnly(logprobs)]));
  return toNats(addScores(noEvidence(documents.contrasts.map(({ id }) => id)), { human: drawnOnly(whole.human), contrasts }), contrastIds(premise));
}
