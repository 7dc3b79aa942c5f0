/** @module What works off calls: `step` evaluates one batch, between steps calls come and go. Implementations: the fast scheduler, and the repeatable one. */
import type { PremiseError } from "../../../errors/premise-error.ts";
import type { Call } from "./call.ts";

export interface Lane {
  readonly state: LaneState;
  submit(call: Call): void;
  /** Ends a call at once and frees what it holds; nothing for a call that is not there. */
  cancel(id: number, reason: PremiseError): void;
  /** The user of a call has more events waiting than it should (`true`), or read them: what it has begun goes on, and nothing more of it begins. */
  pause(id: number, paused: boolean): void;
  /** Evaluates one batch. What fails fails the calls that took part. @returns false when nothing could be done before a user acts. */
  step(): boolean;
}

/** What a lane holds, for tests and for a look from outside. */
export type LaneState = { readonly calls: number; readonly active: number; readonly sequences: number; readonly cells: number };
