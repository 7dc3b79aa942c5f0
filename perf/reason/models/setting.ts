/** @module What the measurements of reasoning on real models are set to. A changed meaning is a new version, whose rows stand apart. */
import type { ReasonRequest } from "../../../src/reason/request.ts";

export const command = "npm run perf -- reason-models";

export const parts = [{ id: "helps" }, { id: "policies" }, { id: "decompositions" }] as const;
export type PartId = (typeof parts)[number]["id"];

export const setting = {
  version: 1,
  /** Of word problems, and of all that is drawn. */
  seed: 20260711,
  premise: "working-notes",
  panel: "problem-circle",
  bootstrap: { seed: 20260712, resamples: 5000, level: 0.95 },
  /** Room for several chains' documents side by side. */
  contextTokens: 8192,
  /** Sub-tasks of a family in a profile. */
  profileEach: 24,
} as const;

/** Fewer pairs have no interval that means anything: percentiles of a handful of questions are too narrow. */
export const leastQuestions = 6;

type Ways = Pick<ReasonRequest, "steps" | "ends" | "temperature" | "topP">;

/** As `reason` does by itself: the model comes to its answer where it finds that likelier than another thought. */
export const helpsWays: Ways = { steps: 6, ends: "predicted", temperature: 1, topP: 1 };

/** A fixed number of thoughts: chains that end of themselves are often shorter than the 32 tokens that a credence needs. */
export const policyWays: Ways = { steps: 5, ends: "at-steps", temperature: 1, topP: 1 };
/** Three parts: small models end after one, which is often shorter than a credence needs. */
export const splitWays: Ways = { steps: 3, ends: "at-steps", temperature: 1, topP: 1 };

export const policyArms = ["direct", "plain", "plain-more", "stop", "resample", "re-anchor", "panel"] as const;
export type PolicyArm = (typeof policyArms)[number];
