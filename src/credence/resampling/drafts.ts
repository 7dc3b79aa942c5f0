/** @module What all drafts of one context say of its author: refused ones count like the accepted one. */
import { type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { type Posterior, toPosterior } from "../monitor/posterior.ts";
import { addToken, logRatioFromStart, startSwitching, type SwitchState, type TokenScores } from "../monitor/switching.ts";

/** Plain data. A draft that could not be scored leaves the whole context unmeasured: to pass over it would be to forget it. */
export type DraftEvidence = { readonly drafts: number; readonly scores: SwitchState; readonly failure: CannotMeasure | null };

/** Of a context without a draft. @throws PremiseError `internal` without a contrast. */
export function startDrafts(contrasts: number): DraftEvidence {
  return { drafts: 0, scores: startSwitching(contrasts, { kind: "fixed-start" }), failure: null };
}

/** One draft more, with all its tokens, the stop token included: whether it is accepted or refused makes no difference. */
export function addDraft(evidence: DraftEvidence, tokens: readonly TokenScores[]): DraftEvidence {
  return tokens.reduce(addTo, { ...evidence, drafts: evidence.drafts + 1 });
}

/**
 * P(a contrast is the author | every draft of the context), for an author who stays the same through the tries; exact where each draft was
 * drawn plainly and `prior` is the share among contexts. A gate that accepts the first draft after which this is at most its limit leaves, among
 * accepted texts, at most that share of AI authors, whatever the number of tries: the decision looks at nothing that the posterior has not seen.
 * @returns `cannot-measure/not-finite` once a token could not be scored.
 */
export function credenceOverDrafts({ scores, failure }: DraftEvidence, prior: number): Posterior | CannotMeasure {
  return failure ?? toPosterior(logRatioFromStart(scores), prior);
}

function addTo(evidence: DraftEvidence, token: TokenScores): DraftEvidence {
  if (evidence.failure !== null) return evidence;
  const scores = addToken(evidence.scores, token);
  return isCannotMeasure(scores) ? { ...evidence, failure: scores } : { ...evidence, scores };
}
