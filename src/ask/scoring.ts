/** @module A distribution over given choices: which texts are scored for which method, and what they come to. */
import { PremiseError } from "../errors/premise-error.ts";
import type { CallOptions, Predictor } from "../predictor/predictor.ts";
import { type Rendered, renderPremise } from "../premises/render.ts";
import type { Premise } from "../premises/schema.ts";
import { requireScores, type TextRequest, type TextScore } from "../score/continuation.ts";
import { perByte, perToken, priorCorrected, type ScoringMethod, scoringMethods, toDistribution } from "../score/normalise.ts";
import { DEFAULT_SCORING, FALLBACK_SCORING } from "./defaults.ts";

/** The question of the neutral context: any question's place, nothing of its content. */
export const neutralQuestion = "What is the answer?";

/** `open`: the question alone; `listed`: with its choices by letter; `neutral`: the open form around the neutral question. */
export type Renderings = { readonly open: Rendered | null; readonly listed: Rendered | null; readonly neutral: Rendered | null };

export type ChoiceValues = {
  readonly method: ScoringMethod;
  /** One value a choice, in nats: what the softmax is taken of. */
  readonly values: readonly number[];
  readonly probabilities: readonly number[];
  /** What was scored for each choice. */
  readonly scores: readonly TextScore[];
};

/** The methods to compute, the one that gives the answer first. `all`: every one that the premise allows. */
export function chooseMethods(premise: Premise, asked: ScoringMethod | "all" | undefined): readonly [ScoringMethod, ...ScoringMethod[]] {
  const standard = premise.form.listed === null ? FALLBACK_SCORING : DEFAULT_SCORING;
  if (asked !== "all") return [asked ?? standard];
  return [standard, ...scoringMethods.filter((method) => method !== standard && (method !== "letter" || premise.form.listed !== null))];
}

/** Only the forms that the methods need. */
export function renderForMethods(premise: Premise, question: string, choices: readonly string[], methods: readonly ScoringMethod[]): Renderings {
  const needsOpen = methods.some((method) => method !== "letter");
  return {
    open: needsOpen ? renderPremise(premise, { question }, "open") : null,
    listed: methods.includes("letter") ? renderPremise(premise, { question, choices }, "listed") : null,
    neutral: methods.includes("prior-corrected") ? renderPremise(premise, { question: neutralQuestion }, "open") : null,
  };
}

/**
 * Scores all choices for all methods in one call of the predictor.
 * What is scored is `answer.before` and the choice (or its letter), after the rendered text; not what ends an answer.
 * @throws PremiseError what `requireScores` throws; `cannot-measure/not-finite` when no choice has a probability.
 */
export async function scoreChoices(
  predictor: Predictor,
  renderings: Renderings,
  choices: readonly string[],
  methods: readonly ScoringMethod[],
  options?: CallOptions,
): Promise<{ readonly scores: readonly TextScore[]; readonly byMethod: readonly ChoiceValues[] }> {
  const letters = renderings.listed?.letters ?? [];
  const groups = [toRequests(renderings.open, choices), toRequests(renderings.listed, letters), toRequests(renderings.neutral, choices)];
  const scores = await requireScores(predictor, groups.flat(), options);
  const [open = [], listed = [], neutral = []] = takeGroups(scores, groups);
  return { scores, byMethod: methods.map((method) => toValues(method, { open, listed, neutral })) };
}

function toRequests(rendered: Rendered | null, answers: readonly string[]): TextRequest[] {
  if (rendered === null) return [];
  return answers.map((answer) => ({ context: rendered.text, continuation: rendered.answer.before + answer, want: { statistics: true } }));
}

function takeGroups(scores: readonly TextScore[], groups: readonly (readonly unknown[])[]): TextScore[][] {
  let start = 0;
  return groups.map((group) => scores.slice(start, (start += group.length)));
}

function toValues(method: ScoringMethod, { open, listed, neutral }: Record<keyof Renderings, readonly TextScore[]>): ChoiceValues {
  const scores = method === "letter" ? listed : open;
  const values = scores.map((score, i) => {
    const value = valueOf(method, score, neutral[i]);
    if (value === null) throw new PremiseError("cannot-measure/no-continuation");
    return value;
  });
  return { method, values, probabilities: toDistribution(values), scores };
}

function valueOf(method: ScoringMethod, score: TextScore, neutral: TextScore | undefined): number | null {
  switch (method) {
    case "letter": return score.logprob;
    case "per-token": return perToken(score);
    case "per-byte": return perByte(score);
    case "prior-corrected": return neutral === undefined ? null : priorCorrected(score, neutral);
  }
}
