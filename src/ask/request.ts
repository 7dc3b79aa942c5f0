/** @module What `ask` is asked for, checked before anything is done. */
import type { Calibrations } from "../credence/calibration/load.ts";
import type { WatchSetting } from "../credence/watch.ts";
import { PremiseError } from "../errors/premise-error.ts";
import type { CallOptions, Predictor, Sampling } from "../predictor/predictor.ts";
import { isBlank, neutralise } from "../premises/neutralise.ts";
import type { Premise } from "../premises/schema.ts";
import type { Timeline } from "../premises/timeline.ts";
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
  /** Of the model; by default none, and every credence is cannot-measure. */
  readonly calibrations?: Calibrations;
  /** Replace the premise's own. */
  readonly priors?: WatchSetting["priors"];
  /** Limit of both credences in place of the policy's; one that can't be measured then stops. */
  readonly maxCredence?: number;
  /** `needed`: the second pass is made only where the free channels are not clear. Default `always`. */
  readonly native?: "always" | "needed";
  /** Also measure the accepted answers against wordings that the gate never uses. Default false. */
  readonly audit?: boolean;
  /** When a misaligned AI could first shape text; by default the declared one that comes with the package. */
  readonly timeline?: Timeline;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
};

/** Only what is there: an optional member is never set to undefined. */
export function callOptions({ signal, onProgress }: Pick<Ask, "signal" | "onProgress">): CallOptions {
  return { ...(signal === undefined ? {} : { signal }), ...(onProgress === undefined ? {} : { onProgress }) };
}

/** How answers are drawn; plain unless asked otherwise. */
export function samplingOf({ temperature = 1, topP = 1 }: Pick<Ask, "temperature" | "topP">): Required<Pick<Sampling, "temperature" | "topP">> {
  return { temperature, topP };
}

/** What the gate goes by: the premise's policy, unless a limit was given; priors that were given, both, hold as they are. */
export function policyOf({ premise: { policy }, maxCredence, priors }: { readonly premise: Pick<Premise, "policy">; readonly maxCredence?: number; readonly priors?: Ask["priors"] | undefined }): Premise["policy"] {
  const limited = maxCredence === undefined ? policy : { ...policy, maxCredence: { authorIsAi: maxCredence, aiInWorld: maxCredence }, onCannotMeasure: "stop" as const };
  return priors?.authorIsAi === undefined || priors.aiInWorld === undefined ? limited : { ...limited, leastPrior: 0 };
}

type Asked = Pick<Ask, "question" | "choices" | "seed"> & Partial<Pick<Ask, "scoring" | "samples" | "maxTokens" | "temperature" | "topP" | "native" | "audit">>;

/** @throws PremiseError `usage/empty-question`, `usage/invalid-seed`, `usage/too-few-choices`, `usage/equal-choices`, `usage/invalid-argument` for what would have no effect. */
export function requireAskable(asked: Asked): void {
  const { question, choices, seed } = asked;
  if (isBlank(question)) throw new PremiseError("usage/empty-question");
  if (seed !== undefined) requireSeed(seed);
  if (choices === undefined) return refuseSet(asked, ["scoring"], "without choices answers are sampled, and nothing is scored");
  refuseSet(asked, ["samples", "maxTokens", "temperature", "topP", "native", "audit"], "with choices nothing is sampled");
  requireDifferentChoices(choices);
}

/** @throws PremiseError `usage/empty-choice`, `usage/equal-choices`, `usage/too-few-choices`. */
export function requireDifferentChoices(choices: readonly string[]): void {
  const blank = choices.findIndex(isBlank);
  if (blank >= 0) throw new PremiseError("usage/empty-choice", { number: blank + 1 });
  // Two that are equal as they will be scored can't be told apart.
  const texts = choices.map((choice) => neutralise(choice, null).text);
  const twice = texts.find((text, i) => texts.indexOf(text) !== i);
  if (twice !== undefined) throw new PremiseError("usage/equal-choices", { choice: twice });
  if (texts.length < 2) throw new PremiseError("usage/too-few-choices", { count: texts.length });
}

function refuseSet(asked: Asked, names: readonly (keyof Asked)[], problem: string): void {
  const set = names.find((name) => asked[name] !== undefined);
  if (set !== undefined) throw new PremiseError("usage/invalid-argument", { argument: set, problem: `${problem}; leave it out`, command: "ask" });
}
