/** @module A step whose usual members are filled in. */
import { renderFingerprint } from "../predictor/fingerprint.ts";
import type { Fingerprint } from "../predictor/predictor.ts";
import { isPredictors } from "../protocol/cost.ts";
import type { Cost } from "../protocol/results.ts";
import type { NewStep } from "./run.ts";

/** What a step has to say of itself. */
export type TrailStep = Pick<NewStep, "kind" | "input" | "output"> & Partial<NewStep>;

/** Steps that cost something were done by the predictor, so they carry its fingerprint. */
export function completeStep(step: TrailStep, cost: Cost, fingerprint: Fingerprint): NewStep {
  return { credences: null, verdict: null, seed: null, fingerprint: isPredictors(cost) ? renderFingerprint(fingerprint) : null, ...step, cost };
}
