import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../random/seeded.ts";
import { logSumExp } from "../../../stats/log-space.ts";
import { bosToken } from "../vocabulary.ts";
import { createWorldPredictor } from "../world-predictor.ts";
import { createExactWorld } from "./posterior.ts";
import { createSampler, drawRun, ratiosOf, ratioTable } from "./runs.ts";
import { aurocOf, createStepLaw, findVoice, separate, voiceWeights } from "./step-law.ts";
import { datedWorld, stepWorlds } from "./step-worlds.ts";

describe.each(stepWorlds)("the law of steps in $id", (world) => {
  const exact = createExactWorld(world);
  const law = createStepLaw(exact, "[hard]");

  it("has rows that sum to 1, one a voice, and no outcome twice", () => {
    expect(law.voices.map(({ id }) => id).slice(0, 3)).toEqual(["novice", "expert", "master"]);
    expect(new Set(law.words).size).toBe(24);
    for (const row of law.probabilities) expect(row.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
  });

  it("is that of the predictor: log ratios of whole runs under two premises are those of its own scores", async () => {
    await using predictor = createWorldPredictor({ world });
    const weights = ["[2020][expert]", "[2020][ai]"].map((premise) => voiceWeights(law, exact, premise));
    const random = createRandom(7);
    const samplers = law.probabilities.map(createSampler);
    for (let run = 0; run < 20; run++) {
      const outcomes = drawRun(samplers, { steps: 12, author: run % law.voices.length, switchAt: 6, after: 1 }, random);
      const text = [...outcomes].map((outcome) => `[hard]${law.words[outcome]}`).join("");
      const under = weights.map((own) => logSumExp(law.logprobs.map((row, voice) => Math.log(own[voice] as number) + outcomes.reduce((sum, outcome) => sum + (row[outcome] as number), 0))));
      const [human = [], ai = [], continuation = []] = await predictor.tokenize(["[2020][expert]", "[2020][ai]", text]);
      const scored = (await predictor.score([human, ai].map((context) => ({ context: [bosToken, ...context], continuation })))).map((outcome) => (outcome.ok ? outcome.logprob : Number.NaN)) as [number, number];
      expect(Math.abs(scored[1] - scored[0] - ((under[1] as number) - (under[0] as number)))).toBeLessThan(1e-9);
    }
  });
});

describe("the knob", () => {
  const law = createStepLaw(createExactWorld(datedWorld), "[plain]");
  const rows = (human: string, contrast: string) => ({ human: law.probabilities[findVoice(law, human)]!, contrast: law.probabilities[findVoice(law, contrast)]! });

  it("counts AUROC as pairs: contrast above human, ties half", () => {
    const pair = rows("expert", "assistant");
    const table = ratioTable(pair);
    let area = 0;
    pair.human.forEach((h, i) => pair.contrast.forEach((c, j) => (area += h * c * (Math.abs(table[i]! - table[j]!) < 1e-12 ? 0.5 : table[j]! > table[i]! ? 1 : 0))));
    expect(aurocOf(pair)).toBeCloseTo(area, 12);
    expect(aurocOf({ human: pair.human, contrast: pair.human })).toBeCloseTo(0.5, 12);
  });

  it("gives a contrast that one step separates as asked, still a distribution whose mean ratio under the human is 1", () => {
    for (const [human, contrast] of [["expert", "assistant"], ["master", "hidden-oracle"], ["expert+", "expert-imitator"]] as const) {
      const pair = rows(human, contrast);
      for (const auroc of [0.55, 0.7, 0.85, 0.95]) {
        const moved = separate(pair, auroc);
        expect(aurocOf({ human: pair.human, contrast: moved })).toBeCloseTo(auroc, 6);
        expect(moved.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expect(ratioTable({ human: pair.human, contrast: moved }).reduce((sum, ratio, o) => sum + pair.human[o]! * Math.exp(ratio), 0)).toBeCloseTo(1, 9);
      }
    }
  });

  it("refuses what no step can do, and names that are none", () => {
    const pair = rows("expert", "assistant");
    expect(() => separate({ human: pair.human, contrast: pair.human }, 0.8)).toThrow("AUROC of 0.8");
    expect(() => separate(pair, 0.4)).toThrow("AUROC of 0.4");
    expect(() => findVoice(law, "nobody")).toThrow("no voice nobody");
    expect(() => createStepLaw(createExactWorld(datedWorld), "[none]")).toThrow("no task [none]");
  });
});

describe("runs", () => {
  const law = createStepLaw(createExactWorld(datedWorld), "[plain]");
  const samplers = law.probabilities.map(createSampler);
  const [human, contrast] = [findVoice(law, "master"), findVoice(law, "assistant")];

  it("follow the rows before and after the switch", () => {
    const counts = [new Float64Array(law.words.length), new Float64Array(law.words.length)] as const;
    const random = createRandom(11);
    for (let run = 0; run < 20_000; run++) drawRun(samplers, { steps: 4, author: human, switchAt: 2, after: contrast }, random).forEach((outcome, step) => counts[step < 2 ? 0 : 1][outcome]!++);
    [human, contrast].forEach((voice, half) => law.probabilities[voice]!.forEach((p, o) => expect(Math.abs(counts[half as 0 | 1][o]! / 40_000 - p)).toBeLessThan(5 * Math.sqrt(p / 40_000) + 1e-6)));
  });

  it("have the log ratios of their outcomes, and repeat with their seed", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 50 }), (seed, steps) => {
      const plan = { steps, author: human, switchAt: null, after: contrast };
      const outcomes = drawRun(samplers, plan, createRandom(seed));
      expect(drawRun(samplers, plan, createRandom(seed))).toEqual(outcomes);
      const [ratios] = ratiosOf([ratioTable({ human: law.probabilities[human]!, contrast: law.probabilities[contrast]! })], outcomes);
      outcomes.forEach((outcome, step) => expect(ratios![step]).toBeCloseTo(law.logprobs[contrast]![outcome]! - law.logprobs[human]![outcome]!, 9));
    }));
  });
});
