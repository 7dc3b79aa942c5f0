/** @module Sampled answers to an open question, each handed on as soon as it is whole. */
import type { CallOptions, Predictor, SampledToken, SampleEnd, Sampling } from "../predictor/predictor.ts";
import { type Rendered, textToContinue } from "../premises/render.ts";
import { toContextTokens } from "../score/context.ts";

export type SampledAnswer = {
  /** Which of the samples this is. */
  readonly index: number;
  /** Without the white space around it. */
  readonly text: string;
  readonly tokens: readonly SampledToken[];
  /** Nats; of all drawn tokens, those of the stop text or the model's end included. */
  readonly logprob: number;
  readonly end: SampleEnd;
};

/** `hidden`: whether the mean hidden state is read too. */
export type SampleJob = Sampling & { readonly samples: number; readonly seed: number; readonly maxTokens: number; readonly hidden?: boolean };

/** Draws answers after the rendered document. `drawn` holds, by their index, the tokens of those that are not whole yet. */
export async function* sampleAnswers(predictor: Predictor, rendered: Rendered, job: SampleJob, drawn: Map<number, SampledToken[]>, options?: CallOptions): AsyncIterable<SampledAnswer> {
  const { samples, seed, maxTokens, hidden = false, ...sampling } = job;
  const context = await toContextTokens(predictor, textToContinue(rendered));
  const request = { ...sampling, context, maxTokens, seed, n: samples, stop: rendered.stop, want: { statistics: true, ...(hidden ? { hidden } : {}) } };
  for await (const event of predictor.sample([request], options)) {
    if (event.kind === "refused") throw event.error;
    const tokens = drawn.get(event.sample) ?? [];
    drawn.set(event.sample, tokens);
    if (event.kind === "token") tokens.push(event.token);
    else {
      drawn.delete(event.sample);
      yield toAnswer(event.sample, tokens, event.end);
    }
  }
}

function toAnswer(index: number, tokens: readonly SampledToken[], end: SampleEnd): SampledAnswer {
  return { index, text: end.text.trim(), tokens, logprob: tokens.reduce((sum, token) => sum + token.logprob, 0), end };
}
