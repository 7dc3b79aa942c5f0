import { expect, it } from "vitest";
import type { ScoredToken } from "../predictor/predictor.ts";
import { summariseTokens } from "./statistics.ts";

const token = (logprob: number | null, entropy: number | null): ScoredToken => ({
  token: 1, text: "x", logprob, top: null, statistics: entropy === null ? null : { entropy, variance: 0, rank: 0 },
});

it("sums and averages over the tokens that have a log-probability", () => {
  expect(summariseTokens([token(null, null), token(-1, 0.5), token(-3, 1.5)], [0.5, 0.25, 0.25], 0.9)).toEqual({
    tokens: 2, meanLogprob: -2, meanEntropy: 1, surprisal: 4, answerEntropy: 1.5 * Math.log(2), letterMass: 0.9,
  });
});

it("tells no entropy where the predictor does not, and takes no logarithm of an empty share", () => {
  const seen = summariseTokens([token(-1, 0.5), token(-3, null)], [1, 0], null);
  expect(seen).toMatchObject({ meanEntropy: null, answerEntropy: 0, letterMass: null });
});
