/** @module What scoring cost. */
import type { Cost } from "../protocol/results.ts";
import type { TextOutcome } from "./continuation.ts";
import { costOfCall } from "./scored.ts";

/** The cost of one `scoreTexts` that took so many seconds: one call of the predictor, or none where every text was refused before. */
export function costOfScores(outcomes: readonly TextOutcome[], seconds: number): Cost {
  return { ...costOfCall(outcomes.filter((outcome) => outcome.ok)), calls: outcomes.some((outcome) => outcome.ok || outcome.asked) ? 1 : 0, seconds };
}
