/** @module Evidence that the author changed on the way: the likelihood ratio against contrasts that begin at step s, averaged over s. */
import { PremiseError } from "../../errors/premise-error.ts";
import { cannotMeasure, type CannotMeasure } from "../../protocol/results.ts";
import { logMeanExp, logSumExp } from "../../stats/log-space.ts";
import { requireWeights, type StartWeights, weightAfter, weightAt } from "./start-weights.ts";

/** Log-probabilities of one token in nats: under the human premise, and under each contrast. Only their differences matter. */
export type TokenScores = { readonly human: number; readonly contrasts: readonly number[] };

/**
 * What a monitor must remember: O(K) numbers for K contrasts, however long the run. Plain data: `toJson` writes it and JSON.parse reads it back.
 * `logMasses[k]` = ln sum over s <= `step` of w_s p(x_s.. | a_k) / p(x_s.. | h); `logSums[k]` the same ratio from the first token on.
 */
export type SwitchState = {
  readonly weights: StartWeights;
  /** The present step, from 1, and the tokens so far, in all and in it. */
  readonly step: number;
  readonly tokens: number;
  readonly tokensInStep: number;
  readonly logMasses: readonly number[];
  readonly logSums: readonly number[];
};

/** @throws PremiseError `internal` without a contrast, or with weights that are none. */
export function startSwitching(contrasts: number, weights: StartWeights): SwitchState {
  requireWeights(weights);
  if (!Number.isInteger(contrasts) || contrasts < 1) throw new PremiseError("internal", { problem: `a monitor of ${contrasts} contrasts` });
  return { weights, step: 1, tokens: 0, tokensInStep: 0, logMasses: Array<number>(contrasts).fill(Math.log(weightAt(weights, 1))), logSums: Array<number>(contrasts).fill(0) };
}

/** From here on a contrast may begin anew. Where the present step has no token yet, nothing changes: a step is never empty. */
export function beginStep(state: SwitchState): SwitchState {
  if (state.tokensInStep === 0) return state;
  const step = state.step + 1;
  const added = Math.log(weightAt(state.weights, step));
  return { ...state, step, tokensInStep: 0, logMasses: state.logMasses.map((mass) => logSumExp([mass, added])) };
}

/**
 * One token more: every mass times its likelihood ratio.
 * @returns `cannot-measure/not-finite` for NaN, for an infinite log-probability under the human premise, and for +Infinity; -Infinity under a
 * contrast is an answer: it can't have written this.
 * @throws PremiseError `internal` when the number of contrasts is another than the state's.
 */
export function addToken(state: SwitchState, { human, contrasts }: TokenScores): SwitchState | CannotMeasure {
  if (contrasts.length !== state.logSums.length) throw new PremiseError("internal", { problem: `${contrasts.length} contrasts scored, ${state.logSums.length} monitored` });
  if (!Number.isFinite(human) || !contrasts.every((each) => each < Infinity)) return cannotMeasure("cannot-measure/not-finite");
  const add = (sum: number, k: number): number => sum + (contrasts[k] as number) - human;
  return { ...state, tokens: state.tokens + 1, tokensInStep: state.tokensInStep + 1, logMasses: state.logMasses.map(add), logSums: state.logSums.map(add) };
}

/**
 * ln E_t, E_t = sum_s w_s mean_k p(x_s..t | a_k) / p(x_s..t | h), where a beginning that is still to come counts as 1. Under h, E is a
 * nonnegative martingale from 1, so P(E_t >= 1/alpha at any look) <= alpha (Ville, Étude critique de la notion de collectif, 1939; Ramdas,
 * Grünwald, Vovk & Shafer, Statistical Science 38, 2023, section 3), also between steps, and where the text itself decides what a step is.
 * With equal weights over N steps it is the Shiryaev-Roberts sum over N (Shiryaev 1963, Roberts 1966), plus what is still to come.
 */
export function logEvidence({ weights, step, logMasses }: SwitchState): number {
  return logSumExp([logMeanExp(logMasses), Math.log(weightAfter(weights, step))]);
}

/** ln of mean_k p(x | a_k) / p(x | h) over the whole text: for one author throughout. */
export function logRatioFromStart({ logSums }: SwitchState): number {
  return logMeanExp(logSums);
}
