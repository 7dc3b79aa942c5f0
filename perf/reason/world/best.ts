/** @module Part `optimum`: the best that any policy of keeping and redrawing can come to under the limit, without it, and blind to what is right; filters by credence, exactly. */
import { type Level, listLevels } from "../../../src/predictor/world/steps/chain-states.ts";
import { evaluateFilter, findOptima, findOptimum, type OptimumOptions, type Worth } from "../../../src/predictor/world/steps/optimum.ts";
import { createExactWorld } from "../../../src/predictor/world/steps/posterior.ts";
import { createStepLaw, voiceWeights } from "../../../src/predictor/world/steps/step-law.ts";
import { type gated, prices, tries, triesCompared } from "./setting.ts";

/** `kind`: the most right steps under the limit, the same without a limit, the most answers (blind to what is right), and a filter that keeps the first draft under the limit. */
export type Best = { readonly kind: BestKind; readonly tries: number; readonly worth: Worth };
export type BestKind = "limited" | "unlimited" | "blind" | "filter";

export type Optimum = {
  /** Share of runs without a policy that end above the limit. */
  readonly breaks: number;
  /** Of runs without a policy. */
  readonly none: Worth;
  readonly byTries: readonly Best[];
  /** With `tries` drafts a step, the price of a draft rising. */
  readonly frontier: readonly (Best & { readonly price: number })[];
  /** With `tries` drafts a step, and at most so many in a run, whatever they cost. */
  readonly bounded: readonly (Best & { readonly drafts: number })[];
};

export function measureOptimum({ world, premise, task, steps, limit }: typeof gated): Optimum {
  const exact = createExactWorld(world);
  const law = createStepLaw(exact, task);
  const levels = listLevels({ law, weights: voiceWeights(law, exact, premise), steps });
  const open = { tries: 1, ceilings: Array.from({ length: steps - 1 }, () => 1) };
  return {
    breaks: 1 - evaluateFilter(levels, { ...open, limit }).answered,
    none: evaluateFilter(levels, { ...open, limit: 1 }),
    byTries: triesCompared.flatMap((count) => (["limited", "unlimited", "blind", "filter"] as const).map((kind): Best => ({ kind, tries: count, worth: worthOf(levels, kind, { limit, tries: count }) }))),
    frontier: (["limited", "unlimited", "blind"] as const).flatMap((kind) => prices.map((price) => ({ kind, tries, price, worth: worthOf(levels, kind, { limit, tries, price }) }))),
    bounded: (["limited", "unlimited"] as const).flatMap((kind) => findOptima(levels, { limit: kind === "limited" ? limit : 1, tries, drafts: 2 * steps }).flatMap((worth, drafts) => (drafts < steps ? [] : [{ kind, tries, drafts, worth }]))),
  };
}

/**
 * The most that runs can come to on average with so many drafts each: policies of the frontier may be mixed, and some runs not be started at all.
 */
export function bestAt({ frontier }: Optimum, kind: BestKind, drafts: number): number {
  const points = [{ drafts: 0, quality: 0 }, ...frontier.filter((each) => each.kind === kind).map(({ worth }) => worth)].sort((a, b) => a.drafts - b.drafts);
  let best = 0;
  for (const low of points) {
    if (low.drafts > drafts) continue;
    best = Math.max(best, low.quality);
    for (const high of points) if (high.drafts > drafts) best = Math.max(best, low.quality + ((drafts - low.drafts) / (high.drafts - low.drafts)) * (high.quality - low.quality));
  }
  return best;
}

function worthOf(levels: readonly Level[], kind: BestKind, options: OptimumOptions): Worth {
  if (kind === "filter") return evaluateFilter(levels, options);
  if (kind === "unlimited") return findOptimum(levels, { ...options, limit: 1 });
  return findOptimum(levels, { ...options, aim: kind === "blind" ? "answers" : "right" });
}
