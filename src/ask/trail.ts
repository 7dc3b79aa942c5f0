/** @module The steps of one ask: what most of them share, filled in once, and their cost added up. */
import { renderFingerprint } from "../predictor/fingerprint.ts";
import type { Fingerprint } from "../predictor/predictor.ts";
import { addCost, isPredictors, noCost } from "../protocol/cost.ts";
import type { Cost, Step } from "../protocol/results.ts";
import type { NewStep, Recorder } from "../runs/run.ts";

export type TrailStep = Pick<NewStep, "kind" | "input" | "output"> & Partial<NewStep>;
export type Trail = { readonly record: (step: TrailStep) => Promise<Step>; readonly cost: () => Cost };

/** Steps that cost something were done by the predictor, so they carry its fingerprint. */
export function createTrail(recorder: Recorder, fingerprint: Fingerprint): Trail {
  let total = noCost;
  return {
    cost: () => total,
    record: async (step) => {
      const cost = step.cost ?? noCost;
      total = addCost(total, cost);
      const predictor = isPredictors(cost) ? renderFingerprint(fingerprint) : null;
      return recorder.record({ credences: null, verdict: null, seed: null, fingerprint: predictor, ...step, cost });
    },
  };
}
