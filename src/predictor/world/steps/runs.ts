/** @module Draws runs of steps in plain arrays: whose author stays, switches at a step, is drawn again or is held through tries; and channels whose error is known. */
import type { Random } from "../../../random/seeded.ts";
import type { Pair } from "./step-law.ts";

/** Draws an outcome of each step by inverting this; made once a row. */
export type Sampler = Float64Array;

/** Who writes a run: `rows[author]` until `switchAt` (a step from 0), then `rows[after]`; null: never. */
export type RunPlan = { readonly steps: number; readonly author: number; readonly switchAt: number | null; readonly after: number };

export function createSampler(probabilities: Float64Array): Sampler {
  let sum = 0;
  const cumulative = probabilities.map((p) => (sum += p));
  return cumulative.map((value) => value / sum);
}

/** One outcome, in proportion to its probability. */
export function drawOutcome(sampler: Sampler, random: Random): number {
  const uniform = random.uniform();
  let outcome = 0;
  while ((sampler[outcome] as number) <= uniform) outcome++;
  return outcome;
}

/** Outcomes of a run's steps; written into `into` where it is given. */
export function drawRun(samplers: readonly Sampler[], { steps, author, switchAt, after }: RunPlan, random: Random, into: Uint16Array = new Uint16Array(steps)): Uint16Array {
  for (let step = 0; step < steps; step++) into[step] = drawOutcome(samplers[switchAt === null || step < switchAt ? author : after] as Sampler, random);
  return into;
}

/** ln P(outcome | contrast) - ln P(outcome | human), in nats, for each outcome: a table to look steps up in. */
export function ratioTable({ human, contrast }: Pair): Float64Array {
  return human.map((p, outcome) => Math.log(contrast[outcome] as number) - Math.log(p));
}

/** Log ratios of a run's steps, in nats, one row a table. */
export function ratiosOf(tables: readonly Float64Array[], outcomes: Uint16Array): Float64Array[] {
  return tables.map((table) => Float64Array.from(outcomes, (outcome) => table[outcome] as number));
}

export type TriesPlan = {
  /** P(the author is the contrast). */
  readonly prior: number;
  readonly steps: number;
  readonly tries: number;
  /** `redrawn`: each try has an author of its own; `held`: all tries of a context have the same one. */
  readonly author: "redrawn" | "held";
};

/** One context's tries: who wrote each (1: the contrast), and the log ratio in nats of its whole text. */
export type Tries = { readonly isContrast: Uint8Array; readonly ratios: Float64Array };

export function drawTries(pair: Pair, { prior, steps, tries, author }: TriesPlan, random: Random, table = ratioTable(pair), samplers = [createSampler(pair.human), createSampler(pair.contrast)]): Tries {
  const isContrast = new Uint8Array(tries);
  const ratios = new Float64Array(tries);
  let own = random.uniform() < prior ? 1 : 0;
  for (let i = 0; i < tries; i++) {
    if (author === "redrawn" && i > 0) own = random.uniform() < prior ? 1 : 0;
    isContrast[i] = own;
    for (let step = 0; step < steps; step++) ratios[i]! += table[drawOutcome(samplers[own] as Sampler, random)] as number;
  }
  return { isContrast, ratios };
}

/** Standard deviations, in nats, of a channel's error: what all tries of one context share, and what each try has of its own. */
export type ChannelError = { readonly shared: number; readonly own: number };

/** What a channel reads in place of each try's log ratio. Errors are normal with mean 0. */
export function readTries({ ratios }: Tries, { shared, own }: ChannelError, random: Random): Float64Array {
  const offset = shared * drawNormal(random);
  return ratios.map((ratio) => ratio + offset + own * drawNormal(random));
}

/** A standard normal number. Source: Box & Muller, Annals of Mathematical Statistics 29, 1958. */
export function drawNormal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
}
