/** @module Part `skill`: P(author is an AI) against the skill that is asked for, and after the first right steps. */
import { aiGivenRight, aiGivenSkill, authorsUnder, bestHumanSkill } from "../../../src/predictor/world/steps/claims.ts";
import { createExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import type { StepWorld } from "../../../src/predictor/world/steps/step-world.ts";
import type { CannotMeasure } from "../../../src/protocol/results.ts";

/** `x`: difficulty of the steps in nats, or how many steps were right, or least skill in nats. */
export type Curve = { readonly world: string; readonly name: string; readonly points: readonly { readonly x: number; readonly p: number | CannotMeasure }[] };

export type Skill = {
  readonly premise: string;
  readonly prior: Readonly<Record<string, number>>;
  readonly bestHuman: number;
  /** All of 1, 5 or 20 steps right, by their difficulty. */
  readonly byDifficulty: readonly Curve[];
  /** The author's skill is at least x. */
  readonly byThreshold: readonly Curve[];
  /** The first x steps right, by task. */
  readonly byRightSteps: readonly Curve[];
};

const premise = "[2020]";

export function measureSkill(worlds: readonly StepWorld[]): Skill {
  const all = worlds.map((world) => ({ world, authors: authorsUnder(createExactWorld(world), premise) }));
  const grid = Array.from({ length: 57 }, (_, i) => -4 + i / 4);
  return {
    premise,
    prior: Object.fromEntries(all.map(({ world, authors }) => [world.id, aiGivenRight(authors, [])])),
    bestHuman: Math.max(...all.map(({ authors }) => bestHumanSkill(authors))),
    byDifficulty: all.flatMap(({ world, authors }) => [1, 5, 20].map((steps) => ({ world: world.id, name: steps === 1 ? "1 step" : `${steps} steps`, points: grid.map((difficulty) => ({ x: difficulty, p: aiGivenRight(authors, [{ difficulty, steps }]) })) }))),
    byThreshold: all.map(({ world, authors }) => ({ world: world.id, name: "least skill", points: grid.map((skill) => ({ x: skill, p: aiGivenSkill(authors, skill) })) })),
    byRightSteps: all.flatMap(({ world, authors }) => Object.entries(world.tasks).map(([task, difficulty]) => ({
      world: world.id, name: task, points: Array.from({ length: 51 }, (_, steps) => ({ x: steps, p: aiGivenRight(authors, [{ difficulty, steps }]) })),
    }))),
  };
}
