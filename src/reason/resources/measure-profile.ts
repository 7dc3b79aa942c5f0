/** @module The body of a run that measures a model's strengths: each sub-task answered at once, behind a document of its own. */
import { passStaticGate } from "../../gate/static.ts";
import { premiseHash } from "../../premises/hash.ts";
import type { Steps } from "../../runs/run.ts";
import { clopperPearson } from "../../stats/clopper-pearson.ts";
import { isCannotMeasure } from "../../protocol/results.ts";
import { answerBehind } from "../answer.ts";
import { createTrail } from "../job.ts";
import { openPremisePaper } from "../premise-paper.ts";
import { type ReasonDeps, toJob } from "../reason.ts";
import { defaultRequest, requireReasonable } from "../request.ts";
import { newSheet } from "../sheet.ts";
import { chance, families, type Family, makeSubTask, type SubTask } from "./families.ts";
import type { Profile, Strength } from "./profile.ts";

/** `each`: sub-tasks of every family. */
export type ProfileRequest = { readonly each: number; readonly seed: number };
export type ProfileDeps = Pick<ReasonDeps, "predictor" | "premise" | "clock" | "timeline"> & { readonly onProgress?: (done: number, total: number) => void };

/** @throws PremiseError as `reason` does; `usage/invalid-argument` for a number of sub-tasks that is none. */
export async function measureProfile({ each, seed }: ProfileRequest, deps: ProfileDeps, steps: Steps): Promise<Profile> {
  const { premise, predictor, clock } = deps;
  requireReasonable({ ...defaultRequest, question: "?", seed, steps: 1, tries: each }, premise);
  const trail = createTrail(steps, predictor, clock);
  const { verdict, error } = passStaticGate(premise, deps.timeline);
  await trail.take(async () => ({ kind: "gate", input: { premise: premise.id, hash: premiseHash(premise) }, output: null, verdict }));
  if (error !== null) throw error;
  const solve = async (task: SubTask): Promise<boolean> => {
    const paper = await openPremisePaper({ predictor, premise, question: task.question, people: "first", calibrations: [], sampling: {} });
    const job = { ...toJob({ ...defaultRequest, question: task.question, choices: task.choices, policy: "none", seed }, premise, { predictor, clock }, paper), trail, options: { signal: steps.signal } };
    const { answers: [best] } = await answerBehind(job, newSheet(0));
    return best?.text === task.choices[task.answer];
  };
  const strengths: Strength[] = [];
  for (const family of families) {
    let right = 0;
    for (let i = 0; i < each; i++) {
      if (await solve(makeSubTask(family, seed, i))) right++;
      deps.onProgress?.(strengths.length * each + i + 1, families.length * each);
    }
    strengths.push(toStrength(family, right, each));
  }
  const { weights, quantization, engine } = predictor.info.fingerprint;
  return { profile: 1, model: { id: predictor.info.model, weights, quantization, engine }, premise: { id: premise.id, version: premise.version, hash: premiseHash(premise) }, seed, strengths };
}

function toStrength({ id, doing }: Family, right: number, n: number): Strength {
  const share = clopperPearson(right, n);
  const [low, high] = isCannotMeasure(share) ? [0, 1] : share.interval;
  return { family: id, doing, right, n, chance, interval: [low, high], level: 0.95 };
}
