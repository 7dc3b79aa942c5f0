/** @module What the measurement of chains in the exact world takes: worlds, premises, tasks, limit, tries, the channel's error, seed, sizes. */
import type { StepWorld } from "../../../src/predictor/world/steps/step-world.ts";
import { datedWorld, weakMachines } from "../../../src/predictor/world/steps/step-worlds.ts";
import type { PolicyName } from "../../../src/reason/policies.ts";

export const command = "npm run perf -- reason-world";
export const seed = 20230803;

export const parts = [{ id: "selected" }, { id: "optimum" }, { id: "policies" }, { id: "tries" }] as const;
export type PartId = (typeof parts)[number]["id"];

/** Started runs: of which none is refused; of each policy; of each margin that is tried; of each number of tries. */
export type Sizes = { readonly watched: number; readonly runs: number; readonly calibration: number; readonly tries: number };

/** A chain: what stands before it, and the task that stands before each of its steps. */
export type Chain = { readonly world: StepWorld; readonly premise: string; readonly task: string; readonly steps: number };

/** Somebody who signs as a master, at tasks as hard as the best human is able; the limit is such that 10 to 20 of 100 runs without a policy end above it. */
export const gated: Chain & { readonly limit: number } = { world: datedWorld, premise: "[2020][master]", task: "[hard]", steps: 8, limit: 0.45 };

/** Where nothing is refused: the chain above, and one in the world whose machines mostly fail at what is asked. */
export const watched: readonly Chain[] = [gated, { world: weakMachines, premise: "[2020]", task: "[plain]", steps: 8 }];

/** Drafts of a step. */
export const tries = 4;
export const triesCompared = [1, 2, 4, 8, 16] as const;

/** People of a panel: all sign alike, and none reads the others, since a text of this world has one author. */
export const panel = 4;

/** Standard deviation of the noisy channel's error, in nats a draft; and a worse one, to show what more tries do. */
export const error = 0.4;
export const errorsCompared = [0.4, 0.8] as const;

export const policies: readonly PolicyName[] = ["stop", "resample", "re-anchor", "panel"];

/** Nats by which a policy's limit may be tightened, and what for: at most this share of answered runs truly above the limit. */
export const margins = [1, 0.75, 0.5, 0.375, 0.25, 0.125, 0] as const;
export const maxShare = 0.05;

/** What a draft costs the aim: a curve over it is the frontier of quality against tokens. */
export const prices = [1e-9, 0.01, 0.02, 0.03, 0.04, 0.05, 0.055, 0.0575, 0.06, 0.07, 0.075] as const;

/** Tokens of a step: right or wrong, a word of manner, a word of topic. */
export const tokensOfStep = 3;
