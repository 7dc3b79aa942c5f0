import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toJson } from "../../random/json.ts";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { logMeanExp } from "../../stats/log-space.ts";
import { type StartWeights, weightAfter, weightAt } from "./start-weights.ts";
import { addToken, beginStep, logEvidence, logRatioFromStart, startSwitching, type SwitchState, type TokenScores } from "./switching.ts";

const everyWeights: StartWeights[] = [
  { kind: "planned", steps: 3, beyond: 0.1 }, { kind: "log-square" }, { kind: "inverse-square" }, { kind: "fixed-start" }, { kind: "listed", weights: [0.2, 0, 0.5] },
];
/** A world of three symbols: p(symbol | h), p(symbol | a_1), p(symbol | a_2). */
const human = [0.5, 0.3, 0.2];
const authors = [[0.1, 0.3, 0.6], [0.4, 0.6, 0]];
const scoresOf = (symbol: number): TokenScores => ({ human: Math.log(human[symbol]!), contrasts: authors.map((each) => Math.log(each[symbol]!)) });
const texts = (length: number): number[][] => (length === 0 ? [[]] : texts(length - 1).flatMap((text) => [0, 1, 2].map((symbol) => [...text, symbol])));
const probability = (text: readonly number[]): number => text.reduce((product, symbol) => product * human[symbol]!, 1);

function add(state: SwitchState, token: TokenScores): SwitchState {
  const next = addToken(state, token);
  if (isCannotMeasure(next)) throw new Error(next.reason);
  return next;
}
/** A step begins before token i where `begins(i, the text before it)`. */
function follow(text: readonly number[], weights: StartWeights, begins: (i: number, before: readonly number[]) => boolean): SwitchState[] {
  let state = startSwitching(authors.length, weights);
  return text.map((symbol, i) => (state = add(begins(i, text.slice(0, i)) ? beginStep(state) : state, scoresOf(symbol))));
}
/** E_t by its definition, steps of one token. */
function bruteForce(text: readonly number[], weights: StartWeights): number {
  const begun = text.map((_, s) => {
    const ratios = authors.map((author) => text.slice(s).reduce((product, symbol) => product * (author[symbol]! / human[symbol]!), 1));
    return weightAt(weights, s + 1) * ((ratios[0]! + ratios[1]!) / 2);
  });
  return begun.reduce((sum, each) => sum + each, 0) + weightAfter(weights, text.length);
}

describe("evidence for a change on the way", () => {
  it("is what its definition says, at every look", () => {
    const all = texts(5);
    expect(all.length).toBe(243);
    for (const weights of everyWeights) {
      for (const text of all) {
        follow(text, weights, () => true).forEach((state, i) => expect(Math.exp(logEvidence(state))).toBeCloseTo(bruteForce(text.slice(0, i + 1), weights), 12));
      }
    }
  });

  it("has mean 1 under the human premise, wherever steps begin, also where the text decides", () => {
    const grains = [() => true, (i: number) => i % 2 === 0, (_: number, before: readonly number[]) => before.at(-1) === 2];
    for (const begins of grains) {
      for (const weights of everyWeights) {
        for (const length of [1, 2, 5]) {
          const mean = texts(length).reduce((sum, text) => sum + probability(text) * Math.exp(logEvidence(follow(text, weights, begins).at(-1)!)), 0);
          expect(mean).toBeCloseTo(1, 12);
        }
      }
    }
  });

  it("reaches 1/alpha in at most alpha of all human texts", () => {
    for (const weights of everyWeights) {
      for (const alpha of [0.05, 0.2, 0.5]) {
        const alarmed = texts(6).filter((text) => follow(text, weights, () => true).some((state) => logEvidence(state) >= -Math.log(alpha)));
        expect(alarmed.reduce((sum, text) => sum + probability(text), 0)).toBeLessThanOrEqual(alpha);
      }
    }
  });

  it("counts a beginning once a step, however many tokens it has", () => {
    const weights: StartWeights = { kind: "inverse-square" };
    const state = follow([0, 1, 1, 0], weights, (i) => i === 2).at(-1)!;
    const ratio = (text: readonly number[], k: number): number => text.reduce((product, symbol) => product * (authors[k]![symbol]! / human[symbol]!), 1);
    const mean = (text: readonly number[]): number => (ratio(text, 0) + ratio(text, 1)) / 2;
    expect(Math.exp(logEvidence(state))).toBeCloseTo(mean([0, 1, 1, 0]) / 2 + mean([1, 0]) / 6 + 1 / 3, 12);
    expect([state.step, state.tokens, state.tokensInStep]).toEqual([2, 4, 2]);
    expect(beginStep(beginStep(state))).toEqual(beginStep(state));
  });

  it("starts anew after a token that a contrast can't have written", () => {
    const [, after, later] = follow([1, 2, 1], { kind: "inverse-square" }, () => true);
    expect(after!.logMasses[1]).toBe(-Infinity);
    expect(later!.logMasses[1]).toBeCloseTo(Math.log((0.6 / 0.3) * (1 / 12)), 12);
    expect(later!.logSums[1]).toBe(-Infinity);
  });
});

it("the ratio from the start takes the mean over contrasts outside the sums", () => {
  const text = [2, 1, 0, 1];
  const sums = authors.map((author) => text.reduce((sum, symbol) => sum + Math.log(author[symbol]! / human[symbol]!), 0));
  expect(logRatioFromStart(follow(text, { kind: "fixed-start" }, () => true).at(-1)!)).toBeCloseTo(logMeanExp(sums), 12);
});

it("with all weight on the first step the evidence is that ratio", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 30 }), (text) => {
    const state = follow(text, { kind: "fixed-start" }, () => true).at(-1)!;
    expect(logEvidence(state)).toBeCloseTo(logRatioFromStart(state), 9);
  }));
});

it("goes on from its JSON as if it had never stopped", () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 2, maxLength: 20 }), fc.constantFrom(...everyWeights), (text, weights) => {
    const states = follow(text, weights, (i) => i % 3 === 0);
    const kept = JSON.parse(toJson(states.at(-2))) as SwitchState;
    expect(add((text.length - 1) % 3 === 0 ? beginStep(kept) : kept, scoresOf(text.at(-1)!))).toEqual(states.at(-1));
  }));
});

it("refuses scores that are none, and throws at what a caller got wrong", () => {
  const state = startSwitching(2, { kind: "log-square" });
  for (const bad of [{ human: NaN, contrasts: [0, 0] }, { human: -Infinity, contrasts: [0, 0] }, { human: Infinity, contrasts: [0, 0] }, { human: -1, contrasts: [0, NaN] }, { human: -1, contrasts: [Infinity, 0] }]) {
    expect(addToken(state, bad)).toEqual(cannotMeasure("cannot-measure/not-finite"));
  }
  const internal = expect.objectContaining({ code: "internal" }) as Error;
  expect(() => addToken(state, { human: -1, contrasts: [-1] })).toThrow(internal);
  expect(() => startSwitching(0, { kind: "log-square" })).toThrow(internal);
});
