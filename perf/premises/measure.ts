/** @module From log-probabilities to accuracy, log score and Brier score, question by question. */
import { type ScoringMethod, scoringMethods, toDistribution } from "../../src/score/normalise.ts";
import { accuracy, brierScore, logScore } from "../../src/stats/scores.ts";
import { type Arm, type Form, hashArm } from "./arms.ts";
import type { Question } from "./questions.ts";
import type { Result, Results } from "./results.ts";

/** Of one question under one arm by one method. `logScore` in nats, of the right answer under the distribution over its choices. */
export type QuestionScore = { readonly accuracy: number; readonly logScore: number; readonly brier: number };

/** One entry a question; null where there is no result, or the model could not score it. */
export type ArmScores = { readonly arm: string; readonly method: ScoringMethod; readonly scores: readonly (QuestionScore | null)[] };

export const formsOf: Readonly<Record<ScoringMethod, readonly Form[]>> = {
  letter: ["listed"],
  "per-token": ["open"],
  "per-byte": ["open"],
  "prior-corrected": ["open", "neutral"],
};

export function scoreArm(results: Results, fingerprint: string, arm: Arm, questions: readonly Question[], method: ScoringMethod): ArmScores {
  const texts = formsOf[method].map((form) => ({ form, text: hashArm(arm, form) }));
  const scores = questions.map((question) => {
    const found = texts.map(({ form, text }) => results.find({ fingerprint, text, question: question.id, form }));
    return scoreQuestion(found, question.answer, method);
  });
  return { arm: arm.id, method, scores };
}

function scoreQuestion([first, neutral]: readonly (Result | undefined)[], answer: number, method: ScoringMethod): QuestionScore | null {
  if (first === undefined || typeof first.logprobs === "string") return null;
  if (method === "prior-corrected" && (neutral === undefined || typeof neutral.logprobs === "string")) return null;
  const priors = typeof neutral?.logprobs === "object" ? neutral.logprobs : [];
  const values = first.logprobs.map((logprob, i) => valueOf(method, logprob, first.tokens[i] ?? NaN, first.bytes[i] ?? NaN, priors[i] ?? NaN));
  const probabilities = toDistribution(values);
  return { accuracy: accuracy(probabilities, answer), logScore: logScore(probabilities, answer), brier: brierScore(probabilities, answer) };
}

function valueOf(method: ScoringMethod, logprob: number, tokens: number, bytes: number, prior: number): number {
  switch (method) {
    case "letter": return logprob;
    case "per-token": return logprob / tokens;
    case "per-byte": return logprob / bytes;
    case "prior-corrected": return logprob - prior;
  }
}

/** The methods for which every question of the arm has been evaluated. */
export function measuredMethods(results: Results, fingerprint: string, arm: Arm, questions: readonly Question[]): ScoringMethod[] {
  return scoringMethods.filter((method) => formsOf[method].every((form) => {
    const text = hashArm(arm, form);
    return questions.every(({ id }) => results.find({ fingerprint, text, question: id, form }) !== undefined);
  }));
}
