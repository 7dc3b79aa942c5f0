/** @module What asking for skill does to whom a stepwise world predicts, in closed form: by difficulty, by right steps, by threshold, by parts. */
import { cannotMeasure, type CannotMeasure } from "../../../protocol/results.ts";
import { logSumExp } from "../../../stats/log-space.ts";
import type { ExactWorld } from "./posterior.ts";
import type { StepAuthor } from "./step-world.ts";

/** Authors and their probabilities, which sum to 1. */
export type WeighedAuthors = readonly { readonly author: StepAuthor; readonly weight: number }[];

/** A demand on the text: this many steps of this difficulty (in nats), all of them right. */
export type Demand = { readonly difficulty: number; readonly steps: number };

/** P(author | premise). */
export function authorsUnder(exact: ExactWorld, premise: string): WeighedAuthors {
  const { authors } = exact.posterior({ premise });
  return exact.world.authors.map((author) => ({ author, weight: authors[author.id] ?? 0 }));
}

/** Skill in nats of the best human who is possible at all. */
export function bestHumanSkill(authors: WeighedAuthors): number {
  return Math.max(...authors.filter(({ author, weight }) => author.kind === "human" && weight > 0).map(({ author }) => author.skill));
}

/**
 * P(author is an AI | all demands are met): the prior times each author's chance to meet them. The few ways in which the floor can
 * make a step right are left out: at a floor of 1e-6 that is less than 1e-7 of any posterior here.
 */
export function aiGivenRight(authors: WeighedAuthors, demands: readonly Demand[]): number {
  const joint = (kind: StepAuthor["kind"]): number => logSumExp(authors.filter(({ author }) => author.kind === kind).map(({ author, weight }) => Math.log(weight) + logChance(author, demands)));
  return 1 / (1 + Math.exp(joint("human") - joint("ai")));
}

/** ln P(all demands are met), in nats: what the demand costs. */
export function logChanceOf(authors: WeighedAuthors, demands: readonly Demand[]): number {
  return logSumExp(authors.map(({ author, weight }) => Math.log(weight) + logChance(author, demands)));
}

/** P(author is an AI | its skill is at least this, in nats); `cannot-measure/not-finite` when nobody has it. */
export function aiGivenSkill(authors: WeighedAuthors, skill: number): number | CannotMeasure {
  const able = authors.filter(({ author }) => author.skill >= skill);
  const total = able.reduce((sum, { weight }) => sum + weight, 0);
  if (!(total > 0)) return cannotMeasure("cannot-measure/not-finite");
  return able.reduce((sum, { author, weight }) => sum + (author.kind === "ai" ? weight : 0), 0) / total;
}

function logChance({ skill }: StepAuthor, demands: readonly Demand[]): number {
  // ln of Rasch's chance, written so that it does not round to ln 1 for easy steps.
  return demands.reduce((sum, { difficulty, steps }) => sum - steps * Math.log1p(Math.exp(difficulty - skill)), 0);
}
