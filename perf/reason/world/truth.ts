/** @module What a chain's text truly says of its author, remembered: it depends on how often each word stands in it, not on where. */
import type { ExactWorld, Posterior } from "../../../src/predictor/world/steps/posterior.ts";

/** Of a text behind `premise`. Every step of a chain stands behind the same task, so a word's place adds nothing to the word. */
export type Truth = (text: readonly number[]) => Posterior;

export function createTruth(exact: ExactWorld, premise: readonly number[]): Truth {
  const known = new Map<string, Posterior>();
  return (text) => {
    const key = [...text].sort((a, b) => a - b).join(" ");
    const found = known.get(key) ?? exact.posterior({ premise, text });
    known.set(key, found);
    return found;
  };
}
