/** @module What is read off one row of logits: the token that was asked for or drawn, and its statistics. */
import type { RankedToken, Sampling, TokenStatistics, Wanted } from "../../predictor.ts";
import { drawTruncated } from "../../sampling.ts";
import type { SoftmaxKernel } from "./softmax.ts";

/** `token`: read this one; `draw`: invert the cumulative distribution at `uniform`. */
export type Ask = ({ readonly token: number } | { readonly draw: Required<Sampling>; readonly uniform: number }) & {
  readonly want: Wanted;
};

/** All statistics are those of the untempered distribution, in nats. */
export type Reading = {
  readonly token: number;
  readonly logprob: number;
  readonly statistics: TokenStatistics | null;
  readonly top: readonly RankedToken[] | null;
  /** Under the distribution that was drawn from; 0 where nothing was drawn. */
  readonly sampledLogprob: number;
};

/** Reads the row that `kernel` holds. */
export function readRow(kernel: SoftmaxKernel, ask: Ask): Reading {
  const { token, sampledLogprob } = "token" in ask ? { token: ask.token, sampledLogprob: 0 } : draw(kernel, ask.draw, ask.uniform);
  const { statistics, top } = ask.want;
  return {
    token,
    logprob: kernel.logprob(token),
    statistics: statistics === true ? { ...kernel.moments(), rank: kernel.rank(token) } : null,
    top: top === undefined || top === 0 ? null : kernel.likeliest(top),
    sampledLogprob,
  };
}

/** Plain temperature sampling has a fast path; truncation goes through the plain sampler. */
function draw(kernel: SoftmaxKernel, sampling: Required<Sampling>, uniform: number): { token: number; sampledLogprob: number } {
  const isPlain = sampling.temperature > 0 && sampling.topK === 0 && sampling.topP >= 1 && sampling.minP <= 0;
  if (isPlain) return kernel.draw(sampling.temperature, uniform);
  if (sampling.temperature === 0) return { token: kernel.argmax(), sampledLogprob: 0 };
  return drawTruncated(kernel.weights(sampling.temperature), sampling, uniform);
}
