/** @module What the arms of a comparison cost, and how well they answered: two accounts that are never added up. */
import { sumCosts } from "../protocol/cost.ts";
import { cannotMeasure, type CannotMeasure, type Cost, type Estimate } from "../protocol/results.ts";
import { estimateProportion } from "../stats/estimate.ts";
import { accuracy, brierScore, logScore } from "../stats/scores.ts";
import type { ArmAnswer, Comparison, ComparisonArm, ComparisonQuestion } from "./comparison.ts";

/** Implementation tax: cost over that of the raw arm, on the same questions with the same model. NaN or infinite where the raw arm had none. */
export type TaxRatios = { readonly contextTokens: number; readonly newTokens: number; readonly calls: number; readonly seconds: number };

/** Of the questions whose answer is known. */
export type Quality = {
  readonly right: number;
  readonly n: number;
  readonly accuracy: Estimate | CannotMeasure;
  /** Means over these questions; ln p of the right answer in nats, and the Brier score from 0 to 2. */
  readonly logScore: number | CannotMeasure;
  readonly brier: number | CannotMeasure;
  /** The same score of someone who finds all choices equally likely. */
  readonly chanceLogScore: number | CannotMeasure;
  /** P(right answer) of each of these questions. */
  readonly probabilities: readonly number[];
};

export type ArmSummary = {
  readonly arm: ComparisonArm;
  readonly cost: Cost;
  /** Tokens that the model worked through: context that was not cached, scored and generated ones. */
  readonly newTokens: number;
  /** Apart for questions with choices and open ones: sampled answers differ in length, which costs too. null where there is nothing to compare. */
  readonly tax: { readonly choices: TaxRatios | null; readonly open: TaxRatios | null };
  readonly quality: Quality;
};

/** One summary an arm, in order. */
export function summariseArms(comparison: Comparison): ArmSummary[] {
  const { arms, questions } = comparison;
  const raw = arms.findIndex((arm) => arm.kind === "raw");
  return arms.map((arm, i): ArmSummary => {
    const cost = costOf(comparison, i, () => true);
    const toTax = (isMeant: (question: ComparisonQuestion) => boolean): TaxRatios | null => {
      if (arms[raw]?.model !== arm.model || !questions.some(isMeant)) return null;
      return toRatios(costOf(comparison, i, isMeant), costOf(comparison, raw, isMeant));
    };
    const tax = { choices: toTax(({ choices }) => choices !== null), open: toTax(({ choices }) => choices === null) };
    return { arm, cost, newTokens: countNewTokens(cost), tax, quality: toQuality(questions, answersOf(comparison, i)) };
  });
}

function costOf(comparison: Comparison, arm: number, isMeant: (question: ComparisonQuestion) => boolean): Cost {
  return sumCosts(answersOf(comparison, arm).filter((_, i) => isMeant(comparison.questions[i] as ComparisonQuestion)).map(({ cost }) => cost));
}

export function countNewTokens(cost: Cost): number {
  return cost.promptTokens - cost.cachedTokens + cost.scoredTokens + cost.generatedTokens;
}

/** Whether the likeliest answer is the right one; `tied` when it shares the top with others; null where none is known. */
export function judge(question: ComparisonQuestion, { answers }: ArmAnswer): "right" | "wrong" | "tied" | null {
  if (question.right === null) return null;
  const top = answers[0]?.probability;
  const best = answers.filter(({ probability }) => probability === top);
  if (!best.some(({ text }) => text === question.right)) return "wrong";
  return best.length === 1 ? "right" : "tied";
}

function answersOf({ answers }: Comparison, arm: number): ArmAnswer[] {
  return answers.map((row) => row[arm] as ArmAnswer);
}

function toRatios(cost: Cost, base: Cost): TaxRatios {
  return {
    contextTokens: cost.promptTokens / base.promptTokens,
    newTokens: countNewTokens(cost) / countNewTokens(base),
    calls: cost.calls / base.calls,
    seconds: cost.seconds / base.seconds,
  };
}

function toQuality(questions: readonly ComparisonQuestion[], answers: readonly ArmAnswer[]): Quality {
  const known = questions.flatMap((question, i) => {
    const given = answers[i]?.answers ?? [];
    const place = given.findIndex(({ text }) => text === question.right);
    return question.right === null || place === -1 ? [] : [{ shares: given.map(({ probability }) => probability), place }];
  });
  const right = known.reduce((sum, { shares, place }) => sum + accuracy(shares, place), 0);
  return {
    right,
    n: known.length,
    accuracy: estimateProportion(right, known.length),
    logScore: meanOf(known.map(({ shares, place }) => logScore(shares, place))),
    brier: meanOf(known.map(({ shares, place }) => brierScore(shares, place))),
    chanceLogScore: meanOf(known.map(({ shares }) => -Math.log(shares.length))),
    probabilities: known.map(({ shares, place }) => shares[place] ?? NaN),
  };
}

function meanOf(values: readonly number[]): number | CannotMeasure {
  return values.length === 0 ? cannotMeasure("cannot-measure/too-few") : values.reduce((sum, value) => sum + value, 0) / values.length;
}
