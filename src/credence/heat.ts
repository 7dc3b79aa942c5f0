/** @module Where in a text the odds move: what each token adds to the log odds, for a map of the text. */
import { logMeanExp } from "../stats/log-space.ts";
import type { TextReading } from "./channels/reading.ts";
import type { NativeScores } from "./native/evidence.ts";

export type Heat = {
  /** `native`: by how many nats the log ratio rises at the token; `curvature`: how much likelier the token was than the model's own draws, in standard deviations. */
  readonly kind: "native" | "curvature";
  readonly moves: readonly number[];
};

/** The rise of log mean_k p(x | a_k) - log p(x | h) from each token to the next; over the whole text they sum to the log ratio. */
export function nativeHeat({ human, contrasts }: NativeScores, ids: readonly string[]): Heat {
  const sums = ids.map(() => 0);
  let before = 0;
  let humanSum = 0;
  const moves = human.map((own, t) => {
    humanSum += own;
    ids.forEach((id, k) => void (sums[k] = (sums[k] ?? 0) + (contrasts[id]?.[t] ?? NaN)));
    const now = logMeanExp(sums) - humanSum;
    const move = now - before;
    before = now;
    return move;
  });
  return { kind: "native", moves };
}

/** Each token's part of the curvature; over the whole text they sum to it. */
export function curvatureHeat({ logprob, entropy, variance }: TextReading): Heat {
  const deviation = Math.sqrt(variance.reduce((sum, each) => sum + each, 0));
  return { kind: "curvature", moves: logprob.map((each, t) => (deviation > 0 ? (each + (entropy[t] ?? NaN)) / deviation : 0)) };
}
