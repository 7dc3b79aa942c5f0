/** @module The steps of one ask: what most of them share, filled in once, and their cost added up. */
import type { Fingerprint } from "../predictor/predictor.ts";
import { addCost, noCost } from "../protocol/cost.ts";
import type { Cost, Step } from "../protocol/results.ts";
import { completeStep, type TrailStep } from "../runs/complete-step.ts";
import type { Recorder } from "../runs/run.ts";

export type Trail = { readonly record: (step: TrailStep) => Promise<Step>; readonly cost: () => Cost };

export function createTrail(recorder: Recorder, fingerprint: Fingerprint): Trail {
  let total = noCost;
  return {
    cost: () => total,
    record: async (step) => {
      const cost = step.cost ?? noCost;
      total = addCost(total, cost);
      return recorder.record(completeStep(step, cost, fingerprint));
    },
  };
}
