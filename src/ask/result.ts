/** @module What `ask` gives back. The first seven members are fixed; the rest says how they came about. */
import type { MonitorReading } from "../credence/monitor/monitor.ts";
import type { CannotMeasure, Cost, Credences, Estimate } from "../protocol/results.ts";
import type { Sampling } from "../predictor/predictor.ts";
import type { Neutralised } from "../premises/render.ts";
import type { ScoringMethod } from "../score/normalise.ts";

/**
 * With choices: `probability` is the share that the scoring method gives, `logprob` the log-probability in nats of what was scored (the letter, or the whole text).
 * Without: `probability` is the share of the samples, `logprob` the log of the summed probability of the different texts that were drawn.
 */
export type Answer = {
  readonly text: string;
  readonly probability: number;
  readonly logprob: number;
  /** Samples that gave this answer, and the share's Wilson interval; absent with choices. */
  readonly samples?: number;
  /** How many of these samples ended at maxTokens: they are beginnings, and so is their `logprob`. Absent with choices. */
  readonly cut?: number;
  readonly share?: Estimate;
};

export type ChoiceScore = { readonly text: string; readonly value: number; readonly probability: number };
export type ScoresByMethod = Readonly<Partial<Record<ScoringMethod, readonly ChoiceScore[]>>>;

/** Of the likeliest answer's tokens (with choices), or of all that were sampled. Nats. */
export type AnswerStatistics = {
  readonly tokens: number;
  readonly meanLogprob: number;
  /** Mean over the positions of the entropy of the next token; null where the predictor does not tell. */
  readonly meanEntropy: number | null;
  /** -log P of all these tokens together. */
  readonly surprisal: number;
  /** Entropy of the distribution over the answers. */
  readonly answerEntropy: number;
  /** Probability that all listed letters have together; null where no letters were scored. */
  readonly letterMass: number | null;
};

export type AskResult = {
  readonly answers: readonly Answer[];
  readonly credence: Credences;
  readonly cost: Cost;
  readonly disclosure: string;
  readonly premise: { readonly id: string; readonly hash: string };
  readonly model: string;
  readonly runId: string;
  readonly question: string;
  /** Of the accepted answers, against wordings that no gate has seen; null where no audit was asked for. */
  readonly audit: Credences | null;
  /** For a change of the author on the way; null where the native channel did not run. */
  readonly monitor: MonitorReading | CannotMeasure | null;
  /** How probabilities came about: a scoring method, or `samples`. */
  readonly scoring: ScoringMethod | "samples";
  readonly scores: ScoresByMethod | null;
  readonly statistics: AnswerStatistics;
  /** What was changed in the texts that were given, so that they can't pass for the premise's own. */
  readonly neutralised: readonly Neutralised[];
  readonly seed: number;
  /** null with choices: nothing is drawn. */
  readonly sampling: (Required<Pick<Sampling, "temperature" | "topP">> & { readonly samples: number; readonly maxTokens: number }) | null;
  /** The texts that the model continued, by form. */
  readonly prompts: Readonly<Record<string, string>>;
};

/** What one of the two ways of answering adds to the result. */
export type Answered = Pick<AskResult, "answers" | "scoring" | "scores" | "statistics" | "sampling" | "neutralised" | "prompts">;
