import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCannotMeasure } from "../../../protocol/results.ts";
import { aiGivenRight, aiGivenSkill, authorsUnder, bestHumanSkill, logChanceOf } from "./claims.ts";
import { createExactWorld } from "./posterior.ts";
import { datedWorld, stepWorlds, weakMachines } from "./step-worlds.ts";

const exact = createExactWorld(datedWorld);
const authors = authorsUnder(exact, "[2020][expert]");

describe("asking for skill", () => {
  it("has the posterior that was worked out apart", () => {
    // Computed with Python 3 floats from the world's shares, sum by sum; premise "[2020][expert]".
    const golden = [[-1.5, 1, 0.07014384842925511], [0, 5, 0.07855952682041406], [3, 1, 0.07862521650652883], [6, 3, 0.10226923640081531]] as const;
    for (const [difficulty, steps, expected] of golden) expect(Math.abs(aiGivenRight(authors, [{ difficulty, steps }]) - expected)).toBeLessThan(1e-9);
  });

  it("is what the world says of texts with right steps, whatever their manner and topic", () => {
    const manners = Object.keys(datedWorld.authors[0]?.manner ?? {});
    const topics = Object.keys(datedWorld.topics.ai);
    const texts = manners.flatMap((manner) => topics.map((topic) => `[beyond] right${manner}${topic}`)).flatMap((first, _, all) => all.map((second) => first + second));
    expect(texts).toHaveLength(144);
    let [right, ai] = [0, 0];
    for (const text of texts) {
      const p = Math.exp(exact.logprob({ premise: "[2020][expert]", text }));
      right += p;
      ai += p * exact.posterior({ premise: "[2020][expert]", text }).authorIsAi;
    }
    expect(Math.abs(ai / right - aiGivenRight(authors, [{ difficulty: 6, steps: 2 }]))).toBeLessThan(1e-7);
  });

  it("raises P(AI) beyond the best human's skill, without end at no more than the abler AIs' odds", () => {
    expect(stepWorlds.length).toBeGreaterThan(0);
    for (const world of stepWorlds) {
      const under = authorsUnder(createExactWorld(world), "[2020]");
      const best = bestHumanSkill(under);
      expect(best).toBe(3);
      const curve = Array.from({ length: 40 }, (_, i) => aiGivenRight(under, [{ difficulty: best + i / 4, steps: 5 }]));
      expect(curve.toSorted((a, b) => a - b)).toEqual(curve);
      expect(curve.at(-1)).toBeGreaterThan(0.99);
    }
  });

  it("first lowers it where most AIs are weak", () => {
    // Python 3, as above, without any premise; three steps.
    const golden = [[-6, 0.2180437820334306], [-3, 0.11383515117027536], [0, 0.0168504458482813], [3, 0.2525564388947704], [6, 0.9849244581367042]] as const;
    const weak = authorsUnder(createExactWorld(weakMachines), "");
    for (const [difficulty, expected] of golden) expect(Math.abs(aiGivenRight(weak, [{ difficulty, steps: 3 }]) - expected)).toBeLessThan(1e-9);
  });

  it("by threshold leaves AIs alone beyond the best human, and nobody beyond them", () => {
    expect(aiGivenSkill(authors, -10)).toBeCloseTo(exact.posterior({ premise: "[2020][expert]" }).authorIsAi, 12);
    expect(aiGivenSkill(authors, 3.01)).toBe(1);
    expect(isCannotMeasure(aiGivenSkill(authors, 7))).toBe(true);
  });

  it("in easy parts costs less credence than at once", () => {
    const whole = aiGivenRight(authors, [{ difficulty: 6, steps: 1 }]);
    const parts = aiGivenRight(authors, [{ difficulty: -1.5, steps: 5 }]);
    const before = aiGivenRight(authors, []);
    expect(parts - before).toBeLessThan((whole - before) / 2);
    expect(logChanceOf(authors, [{ difficulty: -1.5, steps: 5 }])).toBeGreaterThan(logChanceOf(authors, [{ difficulty: 6, steps: 1 }]));
  });

  it("does not depend on the order of the demands, and stays finite", () => {
    const demand = fc.record({ difficulty: fc.double({ min: -30, max: 30, noNaN: true }), steps: fc.integer({ min: 0, max: 200 }) });
    fc.assert(fc.property(fc.array(demand, { maxLength: 4 }), (demands) => {
      const p = aiGivenRight(authors, demands);
      expect(p).toBeGreaterThanOrEqual(0);
      expect(p).toBeLessThanOrEqual(1);
      expect(aiGivenRight(authors, demands.toReversed())).toBeCloseTo(p, 9);
    }));
  });
});
