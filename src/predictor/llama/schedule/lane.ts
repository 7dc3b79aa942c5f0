/** @module What works off calls: `step` evaluates one batch, between steps calls come and go. Implementations: the fast scheduler, and the repeatable one. */
import type { Calls } from "./calls.ts";

export interface Lane {
  readonly calls: Calls;
  readonly state: LaneState;
  /** Evaluates one batch. What fails fails the calls that took part. @returns false when nothing could be done before a user acts. */
  step(): boolean;
}

/** What a lane holds, for tests and for a look from outside. */
export type LaneState = { readonly calls: number; readonly active: number; readonly sequences: number; readonly cells: number };
