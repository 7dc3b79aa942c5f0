/** @module The report: what each part leaves behind, and how its numbers are shown. */
import { type CannotMeasure, type Estimate, isCannotMeasure } from "../../../src/protocol/results.ts";
import type { Claims } from "./claims.ts";
import type { Coverage } from "./noisy.ts";
import type { Deviation } from "./posterior.ts";
import type { Sizes } from "./setting.ts";
import type { Skill } from "./skill.ts";
import type { Unselected } from "./unselected.ts";

export type Report = {
  /** The day of the last measured part, ISO 8601. */
  readonly date: string;
  readonly seed: number;
  readonly sizes: Sizes;
  readonly posterior: readonly Deviation[];
  readonly noisy: readonly Coverage[];
  readonly unselected: Unselected;
  readonly skill: Skill;
  readonly claims: Claims;
};

/** Parts may be measured one by one. */
export type Measured = Partial<Report>;

export function isWhole(measured: Measured): measured is Report {
  return (["date", "seed", "sizes", "posterior", "noisy", "unselected", "skill", "claims"] as const).every((part) => measured[part] !== undefined);
}

export function showEstimate(estimate: Estimate | CannotMeasure, digits = 3): string {
  if (isCannotMeasure(estimate)) return `cannot measure (${estimate.reason.replace("cannot-measure/", "")})`;
  return `${estimate.value.toFixed(digits)} [${estimate.interval.map((end) => end.toFixed(digits)).join(", ")}]`;
}

/** A probability: three decimals, and as many as it takes near 0 and 1. */
export function showProbability(p: number): string {
  if (p === 0 || p === 1) return String(p);
  if (p < 0.001) return p.toExponential(1);
  if (p > 0.999) return `1 - ${(1 - p).toExponential(1)}`;
  return p.toFixed(3);
}
