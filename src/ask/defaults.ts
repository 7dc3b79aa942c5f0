/** @module What `ask` does when it is not told otherwise. */
import type { ScoringMethod } from "../score/normalise.ts";

/** The premise under which a question is put. */
export const DEFAULT_PREMISE = "expert-panel";

/** How choices become a distribution. */
export const DEFAULT_SCORING: ScoringMethod = "letter";

/** Used, and named in the result, where the premise has no listed form and no method was asked for. */
export const FALLBACK_SCORING: ScoringMethod = "per-token";

/** Sampled answers to a question without choices. */
export const DEFAULT_SAMPLES = 5;

export const DEFAULT_SEED = 0;
