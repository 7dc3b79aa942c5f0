/** @module Whole steps as numbers: P(outcome | voice) in plain arrays, so that tens of thousands of runs are quick; and a knob for how well one step separates. */
import { PremiseError } from "../../../errors/premise-error.ts";
import { chancesAt, type Place } from "./grammar.ts";
import { type Latent, listLatents } from "./latents.ts";
import type { ExactWorld } from "./posterior.ts";
import type { StepAuthor, StepWorld } from "./step-world.ts";

/** Who writes, and in which kind of world: all that a step depends on. */
export type Voice = { readonly id: string; readonly author: StepAuthor; readonly aiExists: boolean };

/** Steps of one difficulty. Rows are in the order of `voices`; outcome o is `words[o]`, as it stands in a text after its task header. */
export type StepLaw = {
  readonly voices: readonly Voice[];
  readonly words: readonly string[];
  /** P(outcome | voice), given that the step keeps to the grammar; each row sums to 1. */
  readonly probabilities: readonly Float64Array[];
  /** The same in nats. */
  readonly logprobs: readonly Float64Array[];
};

/** Two rows of equal length: P(outcome) under the human hypothesis and under a contrast. */
export type Pair = { readonly human: Float64Array; readonly contrast: Float64Array };

/** The law of steps that each stand behind a header of `task`. Log ratios of two voices are exactly those of the world's tokens. */
export function createStepLaw({ world, vocabulary }: ExactWorld, task: string): StepLaw {
  const difficulty = world.tasks[task];
  if (difficulty === undefined) throw new PremiseError("internal", { problem: `world ${world.id} has no task ${task}` });
  const latents = listLatents(world);
  const voices = listVoices(latents);
  const rows = voices.map(({ author, aiExists }) => {
    const latent = latents.find((each) => each.author === author && each.aiExists === aiExists) as Latent;
    return outcomesOf(world, latent, { slot: "quality", difficulty }, world.floor / vocabulary.size);
  });
  const probabilities = rows.map((row) => normalise(Float64Array.from(row, ({ chance }) => chance)));
  return { voices, words: rows[0]?.map(({ words }) => words) ?? [], probabilities, logprobs: probabilities.map((row) => row.map(Math.log)) };
}

/** P(voice | premise), in the law's order. */
export function voiceWeights(law: StepLaw, exact: ExactWorld, premise: string): Float64Array {
  const shares = exact.posterior({ premise }).latents;
  return Float64Array.from(law.voices, ({ author, aiExists }) => exact.latents.reduce((sum, latent, i) => sum + (latent.author === author && latent.aiExists === aiExists ? (shares[i] as number) : 0), 0));
}

/** The row of a voice by its id, such as "expert" (in a world without AI), "expert+" (in one with) or "oracle". @throws PremiseError `internal` when there is none. */
export function findVoice(law: StepLaw, id: string): number {
  const found = law.voices.findIndex((voice) => voice.id === id);
  if (found < 0) throw new PremiseError("internal", { problem: `no voice ${id}; there are: ${law.voices.map((voice) => voice.id).join(", ")}` });
  return found;
}

/** Area under the ROC curve of one step's log ratio between the two, ties counted half. */
export function aurocOf({ human, contrast }: Pair): number {
  const order = [...human.keys()].sort((a, b) => ratioOf({ human, contrast }, a) - ratioOf({ human, contrast }, b));
  let [area, below] = [0, 0];
  for (let i = 0; i < order.length; ) {
    let [h, c] = [0, 0];
    const ratio = ratioOf({ human, contrast }, order[i] as number);
    for (; i < order.length && Math.abs(ratioOf({ human, contrast }, order[i] as number) - ratio) < 1e-12; i++) {
      h += human[order[i] as number] as number;
      c += contrast[order[i] as number] as number;
    }
    area += c * (below + h / 2);
    below += h;
  }
  return area;
}

/**
 * The contrast moved along the exponential family between the two (human^(1-s) contrast^s, renormalised; s above 1 goes beyond it) until
 * one step separates it from the human with this AUROC. What the two differ in stays the same, how much is what is asked for.
 * @throws PremiseError `internal` when the two are equal, or no such AUROC can be reached.
 */
export function separate({ human, contrast }: Pair, auroc: number): Float64Array {
  const tilt = (s: number): Float64Array => {
    const logs = human.map((p, o) => Math.log(p) + s * ratioOf({ human, contrast }, o));
    const most = logs.reduce((max, value) => Math.max(max, value), -Infinity);
    return normalise(logs.map((value) => Math.exp(value - most)));
  };
  const reached = (s: number): number => aurocOf({ human, contrast: tilt(s) });
  let [low, high] = [0, 64];
  if (!(auroc >= 0.5 && reached(high) >= auroc)) throw new PremiseError("internal", { problem: `no step separates these two with an AUROC of ${auroc}` });
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (reached(middle) < auroc) low = middle;
    else high = middle;
  }
  return tilt(high);
}

function listVoices(latents: readonly Latent[]): Voice[] {
  const all = latents.map(({ author, aiExists }): Voice => ({ id: author.kind === "human" && aiExists ? `${author.id}+` : author.id, author, aiExists }));
  return [...new Map(all.map((voice) => [voice.id, voice])).values()];
}

function outcomesOf(world: StepWorld, latent: Latent, place: Place, floor: number): { readonly words: string; readonly chance: number }[] {
  const slots = (["quality", "manner", "topic"] as const).map((slot) => [...chancesAt(world, latent, { ...place, slot })]);
  return slots.reduce((outcomes, chances) => outcomes.flatMap(({ words, chance }) => chances.map(([word, p]) => ({ words: words + word, chance: chance * (floor + (1 - world.floor) * p) }))), [{ words: "", chance: 1 }]);
}

function ratioOf({ human, contrast }: Pair, outcome: number): number {
  return Math.log(contrast[outcome] as number) - Math.log(human[outcome] as number);
}

function normalise(weights: Float64Array): Float64Array {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
