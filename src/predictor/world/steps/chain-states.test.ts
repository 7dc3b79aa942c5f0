import { describe, expect, it } from "vitest";
import { createRandom } from "../../../random/seeded.ts";
import { listLevels } from "./chain-states.ts";
import { createExactWorld } from "./posterior.ts";
import { createStepLaw, voiceWeights } from "./step-law.ts";
import { datedWorld } from "./step-worlds.ts";

const premise = "[2020][master]";
const exact = createExactWorld(datedWorld);
const law = createStepLaw(exact, "[hard]");
const setting = (steps: number) => ({ law, weights: voiceWeights(law, exact, premise), steps });
const textOf = (outcomes: readonly number[]): string => outcomes.map((o) => `[hard]${law.words[o]}`).join("");

describe("states of a chain", () => {
  const levels = listLevels(setting(3));

  it("have the world's own posterior and predictive, whatever order the words came in", () => {
    const random = createRandom(3);
    for (let i = 0; i < 12; i++) {
      let state = 0;
      const kept: number[] = [];
      for (const level of levels.slice(0, 3)) {
        const o = random.below(law.words.length);
        const before = exact.logprob({ premise, text: textOf(kept) });
        // The predictor's own probability of the step's three words, the header and the floor's strays left out.
        const own = law.words.map((_, each) => Math.exp(exact.logprob({ premise, text: textOf([...kept, each]) }) - before));
        const total = own.reduce((a, b) => a + b);
        own.forEach((p, each) => expect(Math.abs(level.chances[state * law.words.length + each]! - p / total)).toBeLessThan(1e-7));
        state = level.next[state * law.words.length + o]!;
        kept.push(o);
        const reached = levels[kept.length]!;
        expect(Math.abs(1 / (1 + Math.exp(-reached.logOdds[state]!)) - exact.posterior({ premise, text: textOf(kept) }).authorIsAi)).toBeLessThan(1e-7);
        expect(reached.right[state]).toBe(kept.filter((each) => law.words[each]!.startsWith(" right")).length);
      }
    }
  });

  it("are as many as there are counts of words, and every order reaches the same", () => {
    // Right and wrong, four manners, three topics: (t + 1) x C(t + 3, 3) x C(t + 2, 2).
    expect(levels.map(({ right }) => right.length)).toEqual([1, 24, 180, 800]);
    const walk = (outcomes: readonly number[]): number => outcomes.reduce((state, o, step) => levels[step]!.next[state * law.words.length + o]!, 0);
    expect(walk([3, 11, 20])).toBe(walk([20, 3, 11]));
    expect(walk([3, 11, 20])).not.toBe(walk([3, 3, 20]));
  });

  it("refuses chains without a step, and too many to count", () => {
    for (const steps of [0, 1.5, 10_000]) expect(() => listLevels(setting(steps))).toThrow(expect.objectContaining({ code: "internal" }) as Error);
  });
});
