/** @module What a report is about: the same questions, put to a model in several ways ("arms"). */
import type { AskResult } from "../ask/result.ts";

/**
 * `premise`: under a premise; `raw`: the same model on the bare question, against which the premises' cost is measured;
 * `chat`: an instruct model in its own chat form.
 */
export type ComparisonArm = {
  readonly id: string;
  readonly label: string;
  readonly kind: "premise" | "raw" | "chat";
  readonly model: string;
  /** One sentence: whose words the model is asked to predict. */
  readonly about: string;
};

/** `right` is one of the choices, or null where no answer is known. Without choices answers are sampled. */
export type ComparisonQuestion = { readonly id: string; readonly text: string; readonly choices: readonly string[] | null; readonly right: string | null };

/** What `ask` gave; the chat form has no premise. */
export type ArmAnswer = Omit<AskResult, "premise" | "neutralised" | "scores" | "audit" | "monitor"> & { readonly premise: AskResult["premise"] | null };

export type Comparison = {
  readonly title: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly version: string;
  readonly seed: number;
  /** How to make it again. */
  readonly command: string;
  readonly arms: readonly ComparisonArm[];
  readonly questions: readonly ComparisonQuestion[];
  /** By question, then by arm. */
  readonly answers: readonly (readonly ArmAnswer[])[];
  /** Arms that could not be asked, and why: said, not left out in silence. */
  readonly leftOut: readonly { readonly arm: string; readonly reason: string }[];
};
