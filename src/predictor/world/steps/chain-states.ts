/** @module Whatever a chain of steps can have come to: steps are independent given the voice, so how often each word was kept is all that its text says. */
import { PremiseError } from "../../../errors/premise-error.ts";
import { logSumExp, softmax } from "../../../stats/log-space.ts";
import type { StepLaw } from "./step-law.ts";
import { rightWord } from "./step-world.ts";

/** `weights`: P(voice | premise), in the law's order. */
export type ChainSetting = { readonly law: StepLaw; readonly weights: Float64Array; readonly steps: number };

/** All states after as many kept steps, in flat arrays; rows of outcomes are in the order of the law's words. */
export type Level = {
  /** How many of the kept steps are right. */
  readonly right: Uint8Array;
  /** ln P(AI) / P(human) of the author given the kept steps, in nats: the truth that a limit is about. */
  readonly logOdds: Float64Array;
  /** P(outcome of the next step | kept steps), from the predictive mixture; empty after the last step. */
  readonly chances: Float64Array;
  /** The next level's state with that outcome kept; empty after the last step. */
  readonly next: Int32Array;
};

/** A state's key has a digit for each word of the law, in base `steps` + 1: how often it was kept. */
type Outcome = { readonly key: number; readonly right: 0 | 1 };

/** States of one level while the next is found; `logJoints` has a row of voices a state. */
type Reached = { readonly keys: readonly number[]; readonly right: readonly number[]; readonly logJoints: readonly Float64Array[] };

/** Levels 0 (nothing kept) to `steps`. @throws PremiseError `internal` where there are no steps, or too many words to count. */
export function listLevels({ law, weights, steps }: ChainSetting): readonly Level[] {
  const outcomes = readOutcomes(law, steps);
  let here: Reached = { keys: [0], right: [0], logJoints: [weights.map(Math.log)] };
  const levels: Level[] = [];
  for (let step = 0; step < steps; step++) {
    const { next, reached } = followAll(here, outcomes, law);
    levels.push({ ...describe(here, law), chances: chancesOf(here, law), next });
    here = reached;
  }
  return [...levels, { ...describe(here, law), chances: new Float64Array(0), next: new Int32Array(0) }];
}

function readOutcomes({ words }: StepLaw, steps: number): Outcome[] {
  const parts = words.map((text): readonly string[] => text.match(/ \S+/g) ?? []);
  const all = [...new Set(parts.flat())];
  if (!Number.isInteger(steps) || steps < 1 || !Number.isSafeInteger((steps + 1) ** all.length)) throw new PremiseError("internal", { problem: `states of a chain of ${steps} steps with ${all.length} words` });
  return parts.map((own) => ({ key: own.reduce((sum, word) => sum + (steps + 1) ** all.indexOf(word), 0), right: own.includes(rightWord) ? 1 : 0 }));
}

function followAll(here: Reached, outcomes: readonly Outcome[], { logprobs }: StepLaw): { readonly next: Int32Array; readonly reached: Reached } {
  const next = new Int32Array(here.keys.length * outcomes.length);
  const index = new Map<number, number>();
  const reached = { keys: [] as number[], right: [] as number[], logJoints: [] as Float64Array[] };
  for (const [state, before] of here.keys.entries()) {
    for (const [o, outcome] of outcomes.entries()) {
      const key = before + outcome.key;
      let found = index.get(key);
      if (found === undefined) {
        found = reached.keys.push(key) - 1;
        index.set(key, found);
        reached.right.push((here.right[state] as number) + outcome.right);
        reached.logJoints.push((here.logJoints[state] as Float64Array).map((joint, voice) => joint + ((logprobs[voice] as Float64Array)[o] as number)));
      }
      next[state * outcomes.length + o] = found;
    }
  }
  return { next, reached };
}

function describe({ right, logJoints }: Reached, { voices }: StepLaw): Pick<Level, "right" | "logOdds"> {
  const rowsOf = (kind: "ai" | "human"): number[] => voices.flatMap(({ author }, voice) => (author.kind === kind ? [voice] : []));
  const [ai, human] = [rowsOf("ai"), rowsOf("human")];
  const sumOver = (rows: readonly number[], logJoint: Float64Array): number => logSumExp(rows.map((voice) => logJoint[voice] as number));
  return { right: Uint8Array.from(right), logOdds: Float64Array.from(logJoints, (logJoint) => sumOver(ai, logJoint) - sumOver(human, logJoint)) };
}

function chancesOf({ logJoints }: Reached, { probabilities, words }: StepLaw): Float64Array {
  const chances = new Float64Array(logJoints.length * words.length);
  for (const [state, logJoint] of logJoints.entries()) {
    for (const [voice, weight] of softmax(logJoint).entries()) {
      const row = probabilities[voice] as Float64Array;
      for (let o = 0; o < row.length; o++) chances[state * row.length + o]! += weight * (row[o] as number);
    }
  }
  return chances;
}
