/** @module What `ask` is asked for, checked before anything is done. */
import { PremiseError } from "../errors/premise-error.ts";
import type { CallOptions, Predictor, Sampling } from "../predictor/predictor.ts";
import type { Premise } from "../premises/schema.ts";
import type { Clock } from "../random/clock.ts";
import { requireSeed } from "../random/seeded.ts";
import type { Recorder } from "../runs/run.ts";
import type { ScoringMethod } from "../score/normalise.ts";

export type Ask = Pick<Sampling, "temperature" | "topP"> & {
  readonly question: string;
  /** Two or more different texts; without them answers are sampled. */
  readonly choices?: readonly string[];
  readonly premise: Premise;
  readonly predictor: Predictor;
  /** With choices only. `all` computes every method and answers by the default one. */
  readonly scoring?: ScoringMethod | "all";
  /** Without choices only. */
  readonly samples?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

/** Only what is there: an optional member is never set to undefined. */
export function callOptions({ signal, onProgress }: Pick<Ask, "signal" | "onProgress">): CallOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) };
}

/** @throws PremiseError `usage/empty-question`, `usage/invalid-seed`, `usage/too-few-choices`, `usage/equal-choices`. */
export function requireAskable({ question, choices, seed }: Pick<Ask, "question" | "choices" | "seed">): void {
  if (question.trim() === "") throw new PremiseError("usage/empty-question");
  if (seed !== undefined) requireSeed(seed);
  if (choices === undefined) return;
  const texts = choices.map((choice) => choice.trim());
  if (texts.includes("")) throw new PremiseError("usage/empty-choice", { number: texts.indexOf("") + 1 });
  const twice = texts.find((text, i) => texts.indexOf(text) !== i);
  if (twice !== undefined) throw new PremiseError("usage/equal-choices", { choice: twice });
  if (texts.length < 2) throw new PremiseError("usage/too-few-choices", { count: texts.length });
}
