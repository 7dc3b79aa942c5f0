import { describe, expect, it } from "vitest";
import { createRandom } from "../../../random/seeded.ts";
import { listLevels } from "./chain-states.ts";
import { evaluateFilter, findOptima, findOptimum, type Worth } from "./optimum.ts";
import { createExactWorld } from "./posterior.ts";
import { createSampler, drawOutcome } from "./runs.ts";
import { createStepLaw, type StepLaw, voiceWeights } from "./step-law.ts";
import { datedWorld } from "./step-worlds.ts";

const premise = "[2020][master]";
const exact = createExactWorld(datedWorld);
const law = createStepLaw(exact, "[hard]");
const setting = (steps: number) => ({ law, weights: voiceWeights(law, exact, premise), steps });
const textOf = (outcomes: readonly number[]): string => outcomes.map((o) => `[hard]${law.words[o]}`).join("");
const credence = (outcomes: readonly number[]): number => exact.posterior({ premise, text: textOf(outcomes) }).authorIsAi;

/** A human and an AI who differ in how often they are right, and in nothing else: small enough to try every policy there is. */
const coins: StepLaw = (() => {
  const [human, ai] = [law.voices.find(({ id }) => id === "master+")!, law.voices.find(({ id }) => id === "oracle")!];
  const probabilities = [Float64Array.of(0.4, 0.6), Float64Array.of(0.9, 0.1)];
  return { voices: [human, ai], words: [" right", " wrong"], probabilities, logprobs: probabilities.map((row) => row.map(Math.log)) };
})();
const ofCoins = { law: coins, weights: Float64Array.of(0.7, 0.3), steps: 2 };
const levelsOfCoins = listLevels(ofCoins);
const rightOf = (kept: readonly number[]): number => kept.filter((o) => o === 0).length;
/** P(kept | human), P(kept | AI), each times its prior. */
const jointOf = (kept: readonly number[]): [number, number] => [kept.reduce((p, o) => p * coins.probabilities[0]![o]!, 0.7), kept.reduce((p, o) => p * coins.probabilities[1]![o]!, 0.3)];
const chanceOf = (kept: readonly number[], o: number): number => jointOf([...kept, o]).reduce((a, b) => a + b) / jointOf(kept).reduce((a, b) => a + b);
const aiOf = (kept: readonly number[]): number => jointOf(kept)[1] / (jointOf(kept)[0] + jointOf(kept)[1]);

/** Every decision that two steps of two tries may ask for, and what each policy (a digit a decision) is worth. */
const decisions = [[], [0], [1]].flatMap((kept) => [0, 1].flatMap((tries) => [0, 1].map((o) => `${kept.join("")}|${tries}|${o}`)));
function worthOf(policy: ReadonlyMap<string, number>, limit: number, kept: readonly number[] = [], tries = 0): Worth {
  if (kept.length === 2) return aiOf(kept) <= limit ? { quality: rightOf(kept) / 2, answered: 1, drafts: 0 } : { quality: Number.NEGATIVE_INFINITY, answered: 0, drafts: 0 };
  const sum = { quality: 0, answered: 0, drafts: 1 };
  for (const o of [0, 1]) {
    const action = policy.get(`${kept.join("")}|${tries}|${o}`);
    const after = action === 0 ? worthOf(policy, limit, [...kept, o]) : action === 1 && tries === 0 ? worthOf(policy, limit, kept, 1) : { quality: 0, answered: 0, drafts: 0 };
    for (const key of ["quality", "answered", "drafts"] as const) sum[key] += chanceOf(kept, o) * after[key];
  }
  return sum;
}
/** Keep, redraw or give up at the first try; keep or give up at the second. */
function* allPolicies(at = 0, policy: Map<string, number> = new Map()): Generator<ReadonlyMap<string, number>> {
  const decision = decisions[at];
  if (decision === undefined) return yield policy;
  for (const action of decision.includes("|0|") ? [0, 1, 2] : [0, 2]) yield* allPolicies(at + 1, policy.set(decision, action));
}

describe("the optimum", () => {
  it("is the best of all policies there are, on two steps of two tries", () => {
    for (const limit of [0.35, 0.5, 0.7, 0.9]) {
      const worths = Array.from(allPolicies(), (policy) => worthOf(policy, limit)).filter(({ quality }) => quality >= 0);
      expect(worths.length).toBeGreaterThan(1000);
      for (const price of [1e-9, 0.05, 0.2]) {
        const best = worths.reduce((most, { quality, answered, drafts }) => ({ right: Math.max(most.right, quality - price * drafts), answers: Math.max(most.answers, answered - price * drafts) }), { right: 0, answers: 0 });
        const found = findOptimum(levelsOfCoins, { limit, tries: 2, price });
        expect(found.quality - price * found.drafts).toBeCloseTo(best.right, 12);
        const blind = findOptimum(levelsOfCoins, { limit, tries: 2, price, aim: "answers" });
        expect(blind.answered - price * blind.drafts).toBeCloseTo(best.answers, 12);
      }
    }
  });

  it("is the best of those that never draw more than they may, where a run's drafts are counted", () => {
    // The most drafts that a policy may come to: a decision to redraw at each step.
    const mostDrafts = (policy: ReadonlyMap<string, number>, kept: readonly number[] = [], tries = 0): number => {
      if (kept.length === 2) return 0;
      return 1 + Math.max(...[0, 1].map((o) => {
        const action = policy.get(`${kept.join("")}|${tries}|${o}`);
        return action === 0 ? mostDrafts(policy, [...kept, o]) : action === 1 && tries === 0 ? mostDrafts(policy, kept, 1) : 0;
      }));
    };
    const policies = Array.from(allPolicies(), (policy) => ({ ...worthOf(policy, 0.7), most: mostDrafts(policy) })).filter(({ quality }) => quality >= 0);
    const found = [0, 1, 2, 3, 4, 9].map((drafts) => findOptimum(levelsOfCoins, { limit: 0.7, tries: 2, drafts }).quality);
    // With three drafts the second step may depend on how many the first took, which a policy above can't.
    for (const drafts of [2, 4]) expect(found[drafts]).toBeCloseTo(Math.max(...policies.filter(({ most }) => most <= drafts).map(({ quality }) => quality)), 8);
    expect(found[3]).toBeGreaterThanOrEqual(Math.max(...policies.filter(({ most }) => most <= 3).map(({ quality }) => quality)) - 1e-8);
    expect(found.slice(0, 2)).toEqual([0, 0]);
    expect(found.toSorted((a, b) => a - b)).toEqual(found);
    expect(findOptima(levelsOfCoins, { limit: 0.7, tries: 2, drafts: 4 }).map(({ quality }) => quality)).toEqual(found.slice(0, 5));
    expect(found[5]).toBe(findOptimum(levelsOfCoins, { limit: 0.7, tries: 2 }).quality);
  });

  it("is that of a search over whole texts, in the dated world", () => {
    const steps = 2;
    const search = (kept: readonly number[], limit: number, tries: number): number => {
      if (kept.length === steps) return credence(kept) <= limit ? kept.filter((o) => law.words[o]!.startsWith(" right")).length / steps : 0;
      const before = exact.logprob({ premise, text: textOf(kept) });
      const drafts = law.words.map((_, o) => ({ p: Math.exp(exact.logprob({ premise, text: textOf([...kept, o]) }) - before), value: search([...kept, o], limit, tries) }));
      const total = drafts.reduce((sum, { p }) => sum + p, 0);
      let value = 0;
      for (let left = 0; left < tries; left++) value = drafts.reduce((sum, draft) => sum + (draft.p / total) * Math.max(draft.value, value), 0);
      return value;
    };
    const levels = listLevels(setting(steps));
    expect(Math.abs(findOptimum(levels, { limit: 0.3, tries: 2 }).quality - search([], 0.3, 2))).toBeLessThan(1e-6);
  });

  it("grows with tries and with the limit, shrinks with the price, and is nothing where no text is allowed", () => {
    const levels = listLevels(setting(4));
    const quality = (options: Partial<Parameters<typeof findOptimum>[1]>): number => findOptimum(levels, { limit: 0.3, tries: 4, ...options }).quality;
    const rising = [[1, 2, 4, 8].map((tries) => quality({ tries })), [0.1, 0.2, 0.4, 1].map((limit) => quality({ limit })), [0.5, 0.1, 0.05, 0.01].map((price) => quality({ price }))];
    for (const each of rising) expect(each.toSorted((a, b) => a - b)).toEqual(each);
    expect(findOptimum(levels, { limit: 1, tries: 1 })).toMatchObject({ answered: expect.closeTo(1, 12) as number, drafts: expect.closeTo(4, 12) as number });
    expect(findOptimum(levels, { limit: 1e-6, tries: 8 })).toEqual({ quality: 0, answered: 0, drafts: 0 });
  });
});

describe("a filter by credence", () => {
  const levels = listLevels(setting(4));

  it("comes to what drawn runs of it come to, and never to more than the optimum", () => {
    const [limit, tries, runs] = [0.3, 3, 20_000];
    const expected = evaluateFilter(levels, { limit, tries });
    const drawn = { quality: 0, answered: 0, drafts: 0 };
    const random = createRandom(9);
    for (let run = 0; run < runs; run++) {
      let state = 0;
      let given = false;
      for (let step = 0; step < 4 && !given; step++) {
        const sampler = createSampler(levels[step]!.chances.slice(state * law.words.length, (state + 1) * law.words.length));
        given = true;
        for (let left = tries; left > 0 && given; left--) {
          const next = levels[step]!.next[state * law.words.length + drawOutcome(sampler, random)]!;
          drawn.drafts += 1 / runs;
          if (levels[step + 1]!.logOdds[next]! > Math.log(limit / (1 - limit))) continue;
          [state, given] = [next, false];
        }
      }
      if (given) continue;
      drawn.answered += 1 / runs;
      drawn.quality += levels[4]!.right[state]! / 4 / runs;
    }
    expect(Math.abs(drawn.answered - expected.answered)).toBeLessThan(0.012);
    expect(Math.abs(drawn.quality - expected.quality)).toBeLessThan(0.012);
    expect(Math.abs(drawn.drafts - expected.drafts)).toBeLessThan(0.06);
    expect(expected.quality).toBeLessThan(findOptimum(levels, { limit, tries }).quality);
    expect(expected.answered).toBeLessThanOrEqual(findOptimum(levels, { limit, tries, aim: "answers" }).answered);
  });

  it("of one try is the run that stops at the limit; open until the last step it is judged by its end alone", () => {
    let mass: Float64Array = Float64Array.of(1);
    for (const [step, { chances, next }] of levels.slice(0, 4).entries()) {
      const onward = new Float64Array(levels[step + 1]!.right.length);
      chances.forEach((p, i) => (onward[next[i]!]! += p * mass[Math.floor(i / law.words.length)]!));
      mass = onward;
    }
    const under = mass.reduce((sum, p, state) => sum + (levels[4]!.logOdds[state]! <= Math.log(0.3 / 0.7) ? p : 0), 0);
    const open = evaluateFilter(levels, { limit: 0.3, tries: 1, ceilings: [1, 1, 1] });
    expect(open.answered).toBeCloseTo(under, 12);
    expect(open.drafts).toBeCloseTo(4, 12);
    expect(evaluateFilter(levels, { limit: 0.3, tries: 1 }).answered).toBeLessThan(under);
  });
});
