/** @module What the parts of one reasoning share, and what it has spent so far. */
import type { CallOptions, Predictor } from "../predictor/predictor.ts";
import type { Premise } from "../premises/schema.ts";
import { addCost, noCost } from "../protocol/cost.ts";
import type { Cost, Credences, Step } from "../protocol/results.ts";
import type { Clock } from "../random/clock.ts";
import { completeStep, type TrailStep } from "../runs/complete-step.ts";
import type { Steps } from "../runs/run.ts";
import type { Limits, Priors } from "./allowance.ts";
import type { Paper } from "./paper.ts";
import type { Policy } from "./policies.ts";
import type { ReasonRequest } from "./request.ts";

/** `thoughts` of `steps` are kept; `tokens` were drawn and scored; `secondsLeft` is null until there is something to go by. */
export type ReasonProgress = { readonly thoughts: number; readonly steps: number; readonly tokens: number; readonly credences: Credences | null; readonly secondsLeft: number | null };

/** What was found when a resource was asked: one harmless line, and what a run keeps of it. */
export type Consulted = { readonly text: string; readonly record: unknown };

export type ReasonJob = {
  readonly request: ReasonRequest;
  readonly premise: Pick<Premise, "id" | "policy">;
  readonly predictor: Predictor;
  readonly paper: Paper;
  readonly policy: Policy;
  readonly limits: Limits;
  readonly starts: Priors;
  readonly clock: Clock;
  readonly options: CallOptions;
  /** Asks the resource of that name; absent where none can be asked. */
  readonly consult?: ((name: string, query: string, signal: AbortSignal) => Promise<Consulted>) | undefined;
  /** Tokens that the choices have, which are scored behind the notes; absent where an answer is drawn. */
  readonly answerTokens?: number;
  readonly trail: Trail;
  readonly onProgress?: ((progress: ReasonProgress) => void) | undefined;
};

/** Says how far it is, with the time that the rest will take at this pace. */
export function tellProgress({ request, trail, onProgress }: Pick<ReasonJob, "request" | "trail" | "onProgress">, thoughts: number, credences: Credences | null): void {
  const secondsLeft = (trail.cost().seconds / thoughts) * (request.steps - thoughts);
  onProgress?.({ thoughts, steps: request.steps, tokens: trail.tokens(), credences, secondsLeft });
}

export interface Trail {
  readonly signal: AbortSignal;
  /** Does the work unless it is recorded; its wall time is its cost's seconds. */
  take(work: () => Promise<TrailStep>): Promise<Step>;
  cost(): Cost;
  /** The step that was taken last; null before the first. */
  last(): string | null;
  /** Tokens drawn and scored: what a budget counts. Equal in a run that went through and in one that was resumed. */
  tokens(): number;
}

export function createTrail(steps: Steps, { info: { fingerprint } }: Predictor, clock: Clock): Trail {
  let total = noCost;
  let last: string | null = null;
  return {
    signal: steps.signal,
    cost: () => total,
    last: () => last,
    tokens: () => total.generatedTokens + total.scoredTokens,
    take: async (work) => {
      const step = await steps.take(async () => {
        const started = clock.seconds();
        const done = await work();
        const cost = { ...(done.cost ?? noCost), seconds: clock.seconds() - started };
        return completeStep(done, cost, fingerprint);
      });
      total = addCost(total, step.cost);
      last = step.id;
      return step;
    },
  };
}
