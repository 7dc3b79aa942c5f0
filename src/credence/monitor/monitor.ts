/** @module A running credence over a text that is still being written: an alarm that holds over all looks, and the posterior beside it. */
import { PremiseError } from "../../errors/premise-error.ts";
import { type CannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import type { StartWeights } from "./start-weights.ts";
import { addToken, beginStep, logEvidence, logRatioFromStart, startSwitching, type SwitchState, type TokenScores } from "./switching.ts";
import { splitSentences } from "./sentences.ts";
import { type Posterior, toPosterior } from "./posterior.ts";

export type MonitorOptions = {
  /** How many contrasts each token is scored under. */
  readonly contrasts: number;
  /** Of all runs whose author stays human, at most this share ever raises an alarm. */
  readonly alpha: number;
  /** P(one of the contrasts is the author from the start). */
  readonly prior: number;
  readonly weights: StartWeights;
};

/** Plain data, for a run to keep and go on from. A text that could not be scored once stays so: leaving a token out would break the limit. */
export type MonitorState = {
  readonly alpha: number;
  readonly prior: number;
  readonly switching: SwitchState;
  /** The greatest ln E so far, and the first step and token (both from 1) at which it reached ln(1/alpha). */
  readonly highest: number;
  readonly alarm: { readonly step: number; readonly token: number } | null;
  readonly failure: CannotMeasure | null;
};

export type MonitorReading = {
  readonly kind: "measured";
  readonly step: number;
  readonly tokens: number;
  /** ln E now: nats for a change of author by now, against none. */
  readonly logEvidence: number;
  /** P(evidence ever this high | human throughout) is at most this; valid at every look. */
  readonly pValue: number;
  readonly alarm: MonitorState["alarm"];
  /** As if one author wrote it all. */
  readonly posterior: Posterior;
};

/** @throws PremiseError `internal` unless 0 < alpha < 1, 0 <= prior <= 1, and what `startSwitching` throws. */
export function startMonitor({ contrasts, alpha, prior, weights }: MonitorOptions): MonitorState {
  if (!(alpha > 0 && alpha < 1) || !(prior >= 0 && prior <= 1)) throw new PremiseError("internal", { problem: `a monitor with alpha ${alpha} and prior ${prior}` });
  return { alpha, prior, switching: startSwitching(contrasts, weights), highest: 0, alarm: null, failure: null };
}

/** One step (a sentence, a step of reasoning) with its tokens in order. */
export function observeStep(state: MonitorState, tokens: readonly TokenScores[]): MonitorState {
  return tokens.reduce(observeToken, { ...state, switching: beginStep(state.switching) });
}

/** A text, sentence by sentence; `texts` are its tokens' own, in order. */
export function observeText(state: MonitorState, tokens: readonly TokenScores[], texts: readonly string[]): MonitorState {
  let start = 0;
  return splitSentences(texts).reduce((before, length) => {
    const next = observeStep(before, tokens.slice(start, start + length));
    start += length;
    return next;
  }, state);
}

/** One token of the present step. */
export function observeToken(state: MonitorState, token: TokenScores): MonitorState {
  if (state.failure !== null) return state;
  const switching = addToken(state.switching, token);
  if (isCannotMeasure(switching)) return { ...state, failure: switching };
  const evidence = logEvidence(switching);
  const raised = state.alarm === null && evidence >= -Math.log(state.alpha);
  return { ...state, switching, highest: Math.max(state.highest, evidence), alarm: raised ? { step: switching.step, token: switching.tokens } : state.alarm };
}

/** @returns `cannot-measure/not-finite` from the first token on that could not be scored. */
export function readMonitor({ switching, prior, highest, alarm, failure }: MonitorState): MonitorReading | CannotMeasure {
  if (failure !== null) return failure;
  const { step, tokens } = switching;
  return { kind: "measured", step, tokens, logEvidence: logEvidence(switching), pValue: Math.exp(-highest), alarm, posterior: toPosterior(logRatioFromStart(switching), prior) };
}
