import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom } from "../../random/seeded.ts";
import { normalCdf } from "../../stats/normal.ts";
import { auditAccepted, auditAgainst } from "./audit.ts";

it("is the mean credence of the accepted texts, with an interval", () => {
  const audit = auditAccepted([0, 0.1, 0.2, 0.5], createRandom(1));
  if (isCannotMeasure(audit)) throw new Error(audit.reason);
  expect(audit).toMatchObject({ n: 4, level: 0.95, method: "bootstrap-percentile", seed: 1 });
  expect(audit.value).toBeCloseTo(0.2, 14);
  expect(audit.interval[1]).toBeGreaterThan(0.2);
});

it("finds the AIs that a gate on another channel let in, where its posterior is exact", () => {
  // Text 0 or 1: the AI writes 1 with 0.9, a human with 0.2. The gate tosses a coin that falls one way for 1, so it keeps 60 % of the 1s.
  const random = createRandom(2);
  const accepted = Array.from({ length: 3000 }, () => {
    const isAi = random.uniform() < 0.3;
    const text = random.uniform() < (isAi ? 0.9 : 0.2) ? 1 : 0;
    return { isAi, text, passes: text === 0 || random.uniform() < 0.6 };
  }).filter(({ passes }) => passes);
  const audit = auditAccepted(accepted.map(({ text }) => (text === 1 ? 0.27 / (0.27 + 0.14) : 0.03 / (0.03 + 0.56))), random);
  if (isCannotMeasure(audit)) throw new Error(audit.reason);
  // In closed form: (0.27 * 0.6 + 0.03) / (0.41 * 0.6 + 0.59).
  expect(Math.abs(audit.value - 0.192 / 0.836)).toBeLessThan(0.012);
  expect(Math.abs(audit.value - accepted.filter(({ isAi }) => isAi).length / accepted.length)).toBeLessThan(0.03);
});

it("refuses what is no probability", () => {
  for (const bad of [NaN, -0.1, 1.1]) expect(auditAccepted([0.1, bad], createRandom(1))).toEqual(cannotMeasure("cannot-measure/not-finite"));
  expect(auditAccepted([], createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
});

describe("auditAgainst", () => {
  const around = (mean: number): number[] => Array.from({ length: 40 }, (_, i) => mean + [0, -1, 1, 0][i % 4]!);

  it("is the place of the accepted mean between the labelled ones", () => {
    const audit = auditAgainst({ accepted: around(2), human: around(1), ai: around(5) }, createRandom(3));
    if (isCannotMeasure(audit)) throw new Error(audit.reason);
    expect(audit).toMatchObject({ n: 40, level: 0.95, method: "bootstrap-percentile" });
    expect(audit.value).toBeCloseTo(0.25, 14);
  });

  it("finds the share also where the channel shares the gate's errors, which a mean of credences does not", () => {
    // Gate and audit both read x, N(0, 1) or N(1, 1) by author, with noise; the gate lets pass what it reads under 0.3.
    const random = createRandom(4);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
    const draw = (count: number, share: number): { readonly isAi: boolean; readonly value: number }[] => Array.from({ length: count }, () => {
      const isAi = random.uniform() < share;
      const x = (isAi ? 1 : 0) + normal();
      return { isAi, gate: x + 0.5 * normal(), value: x + 0.5 * normal() };
    }).filter(({ gate }) => gate < 0.3);
    const [tested, labelled] = [draw(2500, 0.3), draw(2500, 0.5)];
    const valuesOf = (isAi: boolean): number[] => labelled.filter((each) => each.isAi === isAi).map(({ value }) => value);
    const audit = auditAgainst({ accepted: tested.map(({ value }) => value), human: valuesOf(false), ai: valuesOf(true) }, random);
    if (isCannotMeasure(audit)) throw new Error(audit.reason);
    const [ai, human] = [0.3 * normalCdf(-0.7 / Math.sqrt(1.25)), 0.7 * normalCdf(0.3 / Math.sqrt(1.25))];
    const truth = ai / (ai + human);
    expect(audit.interval[0]).toBeLessThan(truth);
    expect(audit.interval[1]).toBeGreaterThan(truth);
    const meanCredence = tested.reduce((sum, { value }) => sum + 1 / (1 + Math.exp(-(Math.log(0.3 / 0.7) + (value - 0.5) / 1.25))), 0) / tested.length;
    expect(meanCredence).toBeGreaterThan(truth + 0.02);
  });

  it("refuses a channel that does not tell them apart, too few, and what is no number", () => {
    expect(auditAgainst({ accepted: around(1), human: around(2), ai: around(2) }, createRandom(1))).toEqual(cannotMeasure("cannot-measure/at-chance"));
    expect(auditAgainst({ accepted: [1], human: [1, 2], ai: [3, 4] }, createRandom(1))).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(auditAgainst({ accepted: [1, NaN], human: [1, 2], ai: [3, 4] }, createRandom(1))).toEqual(cannotMeasure("cannot-measure/not-finite"));
  });
});
