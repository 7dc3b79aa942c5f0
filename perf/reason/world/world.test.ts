import { describe, expect, it } from "vitest";
import { evaluateFilter } from "../../../src/predictor/world/steps/optimum.ts";
import { listLevels } from "../../../src/predictor/world/steps/chain-states.ts";
import { createStepLaw, voiceWeights } from "../../../src/predictor/world/steps/step-law.ts";
import { isCannotMeasure } from "../../../src/protocol/results.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { policyNames } from "../../../src/reason/policies.ts";
import { toRoundedJson } from "../../common/command.ts";
import { bestAt, measureOptimum } from "./best.ts";
import { fitMargin, type Trial } from "./margin.ts";
import { measurePolicies, measureTries } from "./measure.ts";
import { renderPage } from "./page.ts";
import { renderFrontier, renderSelected, renderTries } from "./picture.ts";
import { isWhole, type Report } from "./report.ts";
import { openPlace, runChain } from "./run.ts";
import { measureSelected } from "./selected.ts";
import { gated, maxShare, tokensOfStep, tries, watched } from "./setting.ts";
import { createWorldWatch } from "./watch.ts";

const place = openPlace();
const { signal } = new AbortController();
const law = createStepLaw(place.exact, gated.task);
const levels = listLevels({ law, weights: voiceWeights(law, place.exact, gated.premise), steps: gated.steps });
const short = { ...gated, steps: 4 };
const optimum = measureOptimum(short);
const runs = (plan: Parameters<typeof runChain>[1], count: number) => Promise.all(Array.from({ length: count }, (_, seed) => runChain(place, { ...plan, seed }, signal)));

describe("a chain", () => {
  it("has the truth of the world's own posterior, remembered or not, in whatever order its steps came", () => {
    const text = (steps: readonly string[]): number[] => place.exact.vocabulary.tokenize(steps.map((step) => gated.task + step).join(""));
    const [a, b] = [" right clearly machines", " wrong perhaps people"];
    const expected = place.exact.posterior({ premise: gated.premise, text: text([a, a, b]) }).authorIsAi;
    for (const steps of [[a, a, b], [b, a, a], [a, b, a]]) expect(place.truth(text(steps)).authorIsAi).toBeCloseTo(expected, 9);
    expect(place.truth(text([a, b, b])).authorIsAi).not.toBeCloseTo(expected, 3);
    // A premise restated in the middle belongs nowhere, so it says nothing.
    expect(place.truth([...text([a, a]), ...place.exact.vocabulary.tokenize(gated.premise), ...text([b])]).authorIsAi).toBeCloseTo(expected, 9);
  });

  it.each(policyNames)("under %s ends truly under the limit where the channel is exact (but for no policy), at the cost that it says", async (policy) => {
    const all = await runs({ policy, error: 0, margin: 0, tries, seed: 0 }, 60);
    const answered = all.filter((run) => run.answered);
    expect(answered.length).toBeGreaterThan(30);
    for (const { truth } of answered) if (policy !== "none") expect(truth).toBeLessThanOrEqual(gated.limit + 1e-9);
    for (const { right, tokens, answered: isAnswered } of all) {
      expect(tokens % tokensOfStep).toBe(0);
      if (isAnswered) expect(tokens).toBeGreaterThanOrEqual(gated.steps * tokensOfStep);
      else expect(right).toBe(0);
    }
    if (policy === "none") expect(all.every((run) => run.answered && run.tokens === gated.steps * tokensOfStep)).toBe(true);
  });

  it("comes by stop and resample to what the closed form says, run by the reasoning that the command has", async () => {
    for (const [policy, count] of [["stop", 1], ["resample", tries]] as const) {
      const all = await runs({ policy, error: 0, margin: 0, tries, seed: 0 }, 300);
      const expected = evaluateFilter(levels, { limit: gated.limit, tries: count });
      const mean = (of: (run: (typeof all)[number]) => number): number => all.reduce((sum, run) => sum + of(run), 0) / all.length;
      expect(Math.abs(mean(({ answered }) => Number(answered)) - expected.answered)).toBeLessThan(0.07);
      expect(Math.abs(mean(({ right }) => right) - expected.quality)).toBeLessThan(0.05);
      expect(Math.abs(mean(({ tokens }) => tokens) / tokensOfStep - expected.drafts)).toBeLessThan(0.4);
    }
  });

  it("is stopped by its signal", async () => {
    await expect(runChain(place, { policy: "none", error: 0, margin: 0, tries, seed: 0 }, AbortSignal.abort())).rejects.toMatchObject({ code: "interrupted" });
  });
});

describe("the channel", () => {
  it("reads the truth where it is exact, and is off by its error where it is not, the same for the same text", async () => {
    const ids = place.exact.vocabulary.tokenize(`${gated.task} right clearly machines`);
    const rise = async (error: number, seed: number): Promise<number> => (await createWorldWatch({ truth: place.truth, error, seed }).weigh({ before: ids.slice(0, 1), tokens: ids.slice(1), logprobs: [] })).evidence?.contrasts["authorIsAi"] ?? Number.NaN;
    const exact = await rise(0, 1);
    const logOdds = (p: number): number => Math.log(p / (1 - p));
    expect(exact).toBeCloseTo(logOdds(place.truth(ids).authorIsAi) - logOdds(place.truth([]).authorIsAi), 9);
    expect(await rise(0.5, 7)).toBe(await rise(0.5, 7));
    const off = await Promise.all(Array.from({ length: 2000 }, async (_, seed) => ((await rise(0.5, seed)) - exact) / 0.5));
    expect(Math.abs(off.reduce((sum, value) => sum + value, 0) / off.length)).toBeLessThan(0.1);
    expect(off.reduce((sum, value) => sum + value ** 2, 0) / off.length).toBeCloseTo(1, 0);
    expect(createWorldWatch({ truth: place.truth, error: 0, seed: 1 }).read(null, { logprob: [], entropy: [], variance: [], rank: [] }).authorIsAi.kind).toBe("cannot-measure");
  });
});

describe("a margin", () => {
  const trial = (over: number, answered = 1000): Trial => ({ started: 1500, answered, over });
  const fit = (byMargin: Readonly<Record<string, Trial>>) => fitMargin(Object.keys(byMargin).map(Number), 0.05, async (margin) => byMargin[margin]!);

  it("is the smallest that is sure to keep the share, not the smallest that happened to", async () => {
    expect((await fit({ 1: trial(0), 0.5: trial(20), 0.25: trial(48), 0: trial(90) })).margin).toBe(0.5);
    expect((await fit({ 1: trial(0), 0: trial(10) })).margin).toBe(0);
  });

  it("can't be given where none does, or nothing was answered", async () => {
    for (const bad of [trial(80), trial(0, 20), trial(0, 0)]) expect(isCannotMeasure((await fit({ 1: bad, 0: bad })).margin)).toBe(true);
  });

  it("lets too many through in no more of its fits than it says", async () => {
    const random = createRandom(4);
    const chances = { 1: 0.03, 0.5: 0.052, 0: 0.06 } as const;
    const fits = [];
    for (let i = 0; i < 200; i++) fits.push(await fitMargin([1, 0.5, 0], 0.05, async (margin) => trial(Array.from({ length: 600 }, () => random.uniform() < chances[margin as 1 | 0.5 | 0]).filter(Boolean).length, 600)));
    expect(fits.filter(({ margin }) => margin === 0.5 || margin === 0).length / fits.length).toBeLessThanOrEqual(0.05);
    expect(fits.some(({ margin }) => margin === 1)).toBe(true);
  });
});

describe("the optimum at so many drafts", () => {
  it("rises with them, is nothing without any, and never falls short of a policy that is known exactly", () => {
    const quality = [0, 2, 5, 8, 12, 20, 100].map((drafts) => bestAt(optimum, "limited", drafts));
    expect(quality[0]).toBe(0);
    expect(quality.toSorted((a, b) => a - b)).toEqual(quality);
    const ofShort = listLevels({ law, weights: voiceWeights(law, place.exact, gated.premise), steps: short.steps });
    for (const count of [1, 2, tries]) {
      const worth = evaluateFilter(ofShort, { limit: gated.limit, tries: count });
      expect(worth.quality).toBeLessThan(bestAt(optimum, "limited", worth.drafts));
    }
  });

  it("is under a limit that 10 to 20 % of runs without a policy end above", () => {
    const breaks = 1 - evaluateFilter(levels, { limit: gated.limit, tries: 1, ceilings: Array.from({ length: gated.steps - 1 }, () => 1) }).answered;
    expect(breaks).toBeGreaterThan(0.1);
    expect(breaks).toBeLessThan(0.2);
  });
});

describe("the report", () => {
  it("becomes a page and pictures without holes, also from what was stored; a part that is missing is seen", async () => {
    const sizes = { watched: 60, runs: 20, calibration: 8, tries: 2 };
    const report: Report = {
      date: "2016-01-01", seed: 1, sizes, optimum, selected: await measureSelected(watched, sizes.watched, 1, signal),
      policies: await measurePolicies(sizes, 2, signal), tries: await measureTries(sizes, 3, signal),
    };
    const stored = JSON.parse(toRoundedJson(report)) as Report;
    expect(renderPage(stored)).not.toMatch(/NaN|undefined|null|Infinity/);
    for (const picture of [renderSelected(stored.selected), renderFrontier(stored.optimum, stored.policies), renderTries(stored.tries, maxShare)]) expect(picture).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
    expect(isWhole(stored)).toBe(true);
    expect(isWhole({ ...stored, tries: undefined } as never)).toBe(false);
    for (const { right, unselected } of stored.selected) {
      expect([right.length, unselected.length]).toEqual([gated.steps, gated.steps]);
      for (const { adjusted } of unselected) expect(adjusted).toBeGreaterThan(0.001);
    }
    // Upwards where machines are abler than any human; where most are weak, down first.
    const [up = [], down = []] = stored.selected.map(({ right }) => right.map(({ closed }) => closed));
    expect(up.toSorted((a, b) => a - b)).toEqual(up);
    expect(down.indexOf(Math.min(...down))).toBeGreaterThan(0);
    expect(down.at(-1)).toBeGreaterThan(Math.min(...down));
  });
});
