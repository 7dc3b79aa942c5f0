/** @module What a predictor can do, as found by probing it. */
import type { CannotMeasure, Estimate } from "../protocol/results.ts";

export type Capabilities = {
  readonly score: boolean;
  readonly sample: boolean;
  readonly statistics: boolean;
  readonly hidden: boolean;
  readonly chat: boolean;
  /** Largest difference in nats between the same text scored alone and among others; 0 means bit-for-bit. */
  readonly determinism: Estimate | CannotMeasure;
};
