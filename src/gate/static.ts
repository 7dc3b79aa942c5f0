/** @module The static gate: what a premise itself says must be safe to predict, before anything is predicted. */
import { isPremiseError, PremiseError } from "../errors/premise-error.ts";
import type { Premise } from "../premises/schema.ts";
import { judgeTimeWindow } from "../premises/time-window.ts";
import { shippedTimeline } from "../premises/timeline-file.ts";
import type { EarlyAi, Timeline } from "../premises/timeline.ts";
import { vetPremise } from "../premises/vet.ts";
import type { Verdict } from "../protocol/results.ts";

/** A verdict, and the error to end with when it is `stop`. */
export type GateOutcome = { readonly verdict: Verdict; readonly error: PremiseError | null };

/** `earlyAi`: what the timeline gives the premise, or why that cannot be told; null where the premise was refused before. */
export type StaticOutcome = GateOutcome & { readonly earlyAi: EarlyAi | null };

/**
 * `accept` with code `gate/static-passed`, or `stop` with the fault's code and the error to end with: `gate/too-late` above the policy's `maxEarlyAi`.
 * A premise without date passes with `earlyAi` cannot-measure; the linter warns of it.
 */
export function passStaticGate(premise: Premise, timeline: Timeline = shippedTimeline()): StaticOutcome {
  try {
    vetPremise(premise);
  } catch (error) {
    if (!isPremiseError(error)) throw error;
    return { ...stop(error, null), earlyAi: null };
  }
  const { earlyAi, limit, problem, remedy } = judgeTimeWindow(premise, timeline);
  if (problem !== null) return { ...stop(new PremiseError("gate/too-late", { problem, remedy: remedy ?? "an earlier date" }), limit), earlyAi };
  return { verdict: { action: "accept", code: "gate/static-passed", limit: null }, error: null, earlyAi };
}

function stop(error: PremiseError, limit: number | null): GateOutcome {
  return { verdict: { action: "stop", code: error.code, limit }, error };
}
