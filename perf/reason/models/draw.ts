/** @module Draws what is missing, question by question, the tasks in turn, until the questions or the time are over. */
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { findCalibration } from "../../../src/credence/calibration/load.ts";
import { plainSampler } from "../../../src/credence/calibration/schema.ts";
import type { Environment } from "../../../src/config/environment.ts";
import { generateProblems } from "../tasks/arithmetic/generate.ts";
import { readOpenBook } from "../tasks/openbookqa.ts";
import type { TaskQuestion, TaskSource } from "../tasks/question.ts";
import { drawDecompositions, readOrMeasureProfile } from "./decompositions.ts";
import { drawHelps } from "./helps.ts";
import type { Place } from "./place.ts";
import { drawPolicies } from "./policies.ts";
import { type PartId, setting } from "./setting.ts";

/** `questions` of each task; `seconds` for this part; `atOnce`: questions side by side, whose texts are then evaluated together. */
export type DrawPlan = { readonly part: PartId; readonly model: string; readonly questions: number; readonly seconds: number; readonly atOnce: number; readonly env: Environment; readonly tell: (line: string) => void };

/** @throws PremiseError `interrupted`, and what the runs throw. */
export async function drawPart(place: Place, plan: DrawPlan): Promise<void> {
  const { part, questions, seconds, tell } = plan;
  const started = place.clock.seconds();
  const draw = await openPart(place, plan);
  const all = listQuestions(questions, plan.env, tell);
  const isOver = (): boolean => place.clock.seconds() - started > seconds;
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let question = all[next++]; question !== undefined && !isOver(); question = all[next++]) {
      if (place.signal.aborted) throw new PremiseError("interrupted");
      await draw(question);
      tell(`${part}: ${++done} of ${all.length}, ${Math.round(place.clock.seconds() - started)} s`);
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, work));
}

async function openPart(place: Place, { part, model, tell }: DrawPlan): Promise<(question: TaskQuestion) => Promise<void>> {
  if (part === "helps") return (question) => drawHelps(place, question);
  const calibrated = findCalibration(place.calibrations, place.predictor.info, { mode: "sampled", question: "authorIsAi", sampler: plainSampler }) !== null;
  if (part === "policies") return (question) => drawPolicies(place, question, calibrated);
  const profile = await readOrMeasureProfile(place, model, tell);
  return (question) => drawDecompositions(place, question, profile);
}

/** One of each task in turn. */
export function listQuestions(each: number, env: Environment, tell: (line: string) => void): TaskQuestion[] {
  const source: TaskSource = readOpenBook(env, "test");
  if (source.kind === "skipped") tell(`openbookqa is skipped: ${source.reason}`);
  const tasks = [generateProblems(setting.seed, each), source.kind === "read" ? source.questions.slice(0, each) : []];
  return Array.from({ length: each }, (_, i) => tasks.flatMap((questions) => questions[i] ?? [])).flat();
}
