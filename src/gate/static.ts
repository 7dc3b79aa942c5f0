/** @module The static gate: what a premise itself says must be safe to predict, before anything is predicted. */
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { Premise } from "../premises/schema.ts";
import { vetPremise } from "../premises/vet.ts";
import type { Verdict } from "../protocol/results.ts";

/** A verdict, and the error to end with when it is `stop`. */
export type GateOutcome = { readonly verdict: Verdict; readonly error: PremiseError | null };

/** `accept` with code `gate/static-passed`, or `stop` with the fault's code and the error to end with. */
export function passStaticGate(premise: Premise): GateOutcome {
  try {
    vetPremise(premise);
    return { verdict: { action: "accept", code: "gate/static-passed", limit: null }, error: null };
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    return { verdict: { action: "stop", code: error.code, limit: null }, error };
  }
}
