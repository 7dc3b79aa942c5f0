/** @module A request for a score while it is evaluated. */
import { PremiseError } from "../../../errors/premise-error.ts";
import type { ScoredToken, ScoreOutcome, ScoreRequest, Wanted } from "../../predictor.ts";
import { requireWanted } from "../../sampling.ts";
import type { Ask, Reading } from "../kernel/read-row.ts";
import { MeanStates } from "./mean-states.ts";
import type { HiddenStates, Task, TaskParts } from "./task.ts";

export class ScoreTask implements Task {
  readonly tokens: readonly number[];
  readonly text: readonly number[];
  readonly promptTokens: number;
  readonly outputsFrom: number;
  readonly growth = 0;
  readonly want: Wanted;
  readonly #parts: TaskParts;
  readonly #request: ScoreRequest;
  readonly #settle: (outcome: ScoreOutcome) => void;
  readonly #read: ScoredToken[] = [];
  readonly #states: MeanStates;

  /** @throws PremiseError `predictor/empty-continuation`, `predictor/invalid-token`, `predictor/context-too-long`, `predictor/invalid-sampling`. */
  constructor(parts: TaskParts, request: ScoreRequest, settle: (outcome: ScoreOutcome) => void) {
    const { context, continuation, want = {} } = request;
    requireWanted(want, parts.layerCount);
    if (continuation.length === 0) throw new PremiseError("predictor/empty-continuation");
    const all = [...context, ...continuation];
    for (const token of all) parts.vocabulary.require(token);
    if (all.length > parts.contextTokens) throw new PremiseError("predictor/context-too-long", { needed: all.length, limit: parts.contextTokens });
    this.#parts = parts;
    this.#request = request;
    this.#settle = settle;
    this.text = all;
    this.tokens = all.slice(0, -1);
    this.promptTokens = context.length;
    this.outputsFrom = Math.max(0, context.length - 1);
    this.want = want;
    this.#states = new MeanStates(parts.hiddenSize, this.want);
  }

  ask(position: number): Ask {
    return { token: this.#request.continuation[this.#place(position)] as number, want: this.want };
  }

  take(position: number, reading: Reading, hidden: HiddenStates): null {
    const { token, logprob, statistics, top } = reading;
    this.#read[this.#place(position)] = { token, text: this.#parts.vocabulary.text(token), logprob, statistics, top };
    this.#states.add(hidden);
    return null;
  }

  finish(evaluated: number): void {
    const { context, continuation } = this.#request;
    const first = continuation[0] as number;
    // Nothing came before it, so nothing predicted it.
    if (context.length === 0) this.#read[0] = { token: first, text: this.#parts.vocabulary.text(first), logprob: null, statistics: null, top: null };
    this.#settle({
      ok: true,
      tokens: this.#read,
      logprob: this.#read.reduce((sum, token) => sum + (token.logprob ?? 0), 0),
      ...this.#states.values(),
      promptTokens: context.length,
      cachedTokens: Math.max(0, context.length - evaluated),
    });
  }

  fail(error: PremiseError): void {
    this.#settle({ ok: false, error });
  }

  /** Which token of the continuation the row behind `position` predicts. */
  #place(position: number): number {
    return position + 1 - this.#request.context.length;
  }
}
