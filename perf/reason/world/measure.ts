/** @module Parts `policies` and `tries`: runs through the reasoning that the command has, their credence gated by an exact and by a noisy channel, judged by what they truly are. */
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../../src/protocol/results.ts";
import { createRandom, deriveSeed } from "../../../src/random/seeded.ts";
import type { PolicyName } from "../../../src/reason/policies.ts";
import { bootstrapPairedDifference } from "../../../src/stats/bootstrap.ts";
import { clopperPearson } from "../../../src/stats/clopper-pearson.ts";
import { estimateMean } from "../../../src/stats/estimate.ts";
import { type Fitted, fitMargin, type Trial } from "./margin.ts";
import { type ChainRun, openPlace, type Place, runChain, type RunPlan } from "./run.ts";
import { error, errorsCompared, gated, margins, maxShare, policies, type Sizes, tries, triesCompared } from "./setting.ts";

type Doubtful = Estimate | CannotMeasure;

export type Measured = {
  readonly policy: PolicyName;
  /** In nats a draft; 0 for the exact channel. */
  readonly error: number;
  readonly margin: number;
  readonly started: number;
  readonly answered: Doubtful;
  /** Of answered runs: truly at or under the limit; mean true credence. */
  readonly under: Doubtful;
  readonly truth: Doubtful;
  /** Of started runs, 0 where there is no answer; and of answered ones. */
  readonly quality: Doubtful;
  readonly qualityAnswered: Doubtful;
  /** Drawn, by started run. */
  readonly tokens: Doubtful;
  /** To the runs without a policy that have the same seeds. */
  readonly lost: Doubtful;
  readonly moreTokens: Doubtful;
};

export type Policies = { readonly fitted: readonly (Fitted & { readonly policy: PolicyName })[]; readonly measured: readonly Measured[] };

/** Under `resample`, by tries and the channel's error: share of answered runs truly above the limit where it is not tightened, and what it has to be tightened by. */
export type ByTries = readonly { readonly tries: number; readonly error: number; readonly over: Doubtful; readonly fitted: Fitted }[];

export async function measurePolicies(sizes: Sizes, seed: number, signal: AbortSignal): Promise<Policies> {
  const place = openPlace();
  const draw = (plan: Omit<RunPlan, "seed" | "tries">) => drawRuns(place, { ...plan, tries }, sizes.runs, deriveSeed(seed, 0), signal);
  const none = await draw({ policy: "none", error: 0, margin: 0 });
  const random = createRandom(deriveSeed(seed, 2));
  const measured = [summarise(none, none, { policy: "none", error: 0, margin: 0 }, random)];
  const fitted: Policies["fitted"][number][] = [];
  for (const policy of policies) {
    measured.push(summarise(await draw({ policy, error: 0, margin: 0 }), none, { policy, error: 0, margin: 0 }, random));
    const fit = await fitMargin(margins, maxShare, (margin) => tryRuns(place, { policy, error, margin, tries }, sizes.calibration, deriveSeed(seed, 1), signal));
    fitted.push({ policy, ...fit });
    if (isCannotMeasure(fit.margin)) continue;
    measured.push(summarise(await draw({ policy, error, margin: fit.margin }), none, { policy, error, margin: fit.margin }, random));
  }
  return { fitted, measured };
}

export async function measureTries(sizes: Sizes, seed: number, signal: AbortSignal): Promise<ByTries> {
  const place = openPlace();
  const found: ByTries[number][] = [];
  for (const own of errorsCompared) {
    for (const count of triesCompared) {
      const plan = { policy: "resample", error: own, tries: count } as const;
      const trials = new Map<number, Trial>();
      const fitted = await fitMargin(margins, maxShare, async (margin) => {
        const trial = await tryRuns(place, { ...plan, margin }, sizes.tries, deriveSeed(seed, 0), signal);
        trials.set(margin, trial);
        return trial;
      });
      const loosest = trials.get(0);
      found.push({ tries: count, error: own, over: clopperPearson(loosest?.over ?? 0, loosest?.answered ?? 0), fitted });
    }
  }
  return found;
}

async function drawRuns(place: Place, plan: Omit<RunPlan, "seed">, runs: number, seed: number, signal: AbortSignal): Promise<ChainRun[]> {
  const all: ChainRun[] = [];
  for (let run = 0; run < runs; run++) all.push(await runChain(place, { ...plan, seed: deriveSeed(seed, run) }, signal));
  return all;
}

async function tryRuns(place: Place, plan: Omit<RunPlan, "seed">, runs: number, seed: number, signal: AbortSignal): Promise<Trial> {
  const answered = (await drawRuns(place, plan, runs, seed, signal)).filter((run) => run.answered);
  return { started: runs, answered: answered.length, over: answered.filter((run) => !isUnder(run)).length };
}

/** But for rounding. */
function isUnder({ truth }: ChainRun): boolean {
  return truth <= gated.limit + 1e-9;
}

function summarise(runs: readonly ChainRun[], none: readonly ChainRun[], plan: Pick<Measured, "policy" | "error" | "margin">, random: ReturnType<typeof createRandom>): Measured {
  const answered = runs.filter((run) => run.answered);
  const mean = (all: readonly ChainRun[], of: (run: ChainRun) => number): Doubtful => estimateMean(all.map(of), random, { interval: "percentile" });
  const difference = (of: (run: ChainRun) => number): Doubtful => bootstrapPairedDifference(runs.map(of), none.map(of), random, { interval: "percentile" });
  return {
    ...plan, started: runs.length,
    answered: clopperPearson(answered.length, runs.length), under: clopperPearson(answered.filter(isUnder).length, answered.length),
    truth: mean(answered, ({ truth }) => truth), quality: mean(runs, ({ right }) => right), qualityAnswered: mean(answered, ({ right }) => right), tokens: mean(runs, ({ tokens }) => tokens),
    lost: difference(({ right }) => right), moreTokens: difference(({ tokens }) => tokens),
  };
}
