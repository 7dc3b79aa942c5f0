import { describe, expect, it } from "vitest";
import { createRandom } from "../../../random/seeded.ts";
import { passingOf, retryUntilPassed, sumRatios, type Retry } from "./accepted.ts";
import { createExactWorld } from "./posterior.ts";
import { drawTries, readTries } from "./runs.ts";
import { createStepLaw, findVoice } from "./step-law.ts";
import { datedWorld } from "./step-worlds.ts";

const coin = { human: Float64Array.of(0.7, 0.3), contrast: Float64Array.of(0.3, 0.7) };
const coins = sumRatios(coin, 3);
const law = createStepLaw(createExactWorld(datedWorld), "[hard]");
const pair = { human: law.probabilities[findVoice(law, "expert+")]!, contrast: law.probabilities[findVoice(law, "master-imitator")]! };

describe("the law of a text's log ratio", () => {
  it("is that of an enumeration of all texts", () => {
    const [mass, mean] = [new Map<string, number>(), { human: 0, contrast: 0 }];
    for (const a of pair.human.keys()) {
      for (const b of pair.human.keys()) {
        const [h, c] = [pair.human[a]! * pair.human[b]!, pair.contrast[a]! * pair.contrast[b]!];
        mass.set(Math.log(c / h).toFixed(7), (mass.get(Math.log(c / h).toFixed(7)) ?? 0) + h);
        mean.human += h * Math.log(c / h);
        mean.contrast += c * Math.log(c / h);
      }
    }
    const two = sumRatios(pair, 2);
    expect(two.values.length).toBe(mass.size);
    two.values.forEach((value, i) => expect(two.human[i]).toBeCloseTo(mass.get(value.toFixed(7)) ?? Number.NaN, 12));
    for (const kind of ["human", "contrast"] as const) expect(two.values.reduce((sum, value, i) => sum + value * two[kind][i]!, 0)).toBeCloseTo(mean[kind], 10);
  });

  it("has a mean ratio of 1 under the human, at any length", () => {
    for (const steps of [0, 1, 4, 8]) {
      const { values, human, contrast } = sumRatios(pair, steps);
      expect(values.reduce((sum, value, i) => sum + human[i]! * Math.exp(value), 0)).toBeCloseTo(1, 9);
      values.forEach((value, i) => expect(Math.abs(contrast[i]! - human[i]! * Math.exp(value))).toBeLessThan(1e-8));
    }
  });
});

describe("texts that pass a limit", () => {
  // Python 3: all eight texts of three tosses, NormalDist for the error; trapezoids on 20,001 nodes where it is shared.
  it("are as many as was worked out apart", () => {
    const exact = passingOf(coins, { prior: 0.3, limit: 0.2, error: 0 });
    expect(exact.human).toBeCloseTo(0.784, 12);
    expect(exact.contrast).toBeCloseTo(0.216, 12);
    const noisy = passingOf(coins, { prior: 0.3, limit: 0.2, error: 1.5 });
    expect(noisy.human).toBeCloseTo(0.6023540105585092, 9);
    expect(noisy.contrast).toBeCloseTo(0.21965396812401233, 9);
  });

  it("and whose they are after four tries", () => {
    const base = { prior: 0.3, limit: 0.2, tries: 4 } as const;
    const held = retryUntilPassed(coins, { ...base, author: "held", error: { shared: 0, own: 0 } });
    expect(held.contrastShare).toBeCloseTo(0.21088225278829661, 9);
    expect(held.accepted).toBeCloseTo(0.8851356528639999, 9);
    const misled = retryUntilPassed(coins, { ...base, author: "held", error: { shared: 1, own: 0.5 } });
    expect(misled.contrastShare).toBeCloseTo(0.18462083357988138, 6);
    expect(misled.accepted).toBeCloseTo(0.7969515280390921, 6);
    const redrawn = retryUntilPassed(coins, { ...base, author: "redrawn", error: { shared: 1, own: 0.5 } });
    expect(redrawn.contrastShare).toBeCloseTo(0.1049268030569403, 6);
    expect(redrawn.accepted).toBeCloseTo(0.8717559952248538, 6);
  });

  it("stay under the limit at any number of tries when the author is drawn again and the channel is exact; held, they go to the prior", () => {
    const six = sumRatios(pair, 6);
    const shares = (author: Retry["author"]) => [1, 4, 16, 10_000].map((tries) => retryUntilPassed(six, { prior: 0.4, limit: 0.3, tries, author, error: { shared: 0, own: 0 } }).contrastShare);
    for (const share of shares("redrawn")) expect(share).toBeLessThanOrEqual(0.3);
    expect(new Set(shares("redrawn").map((share) => share.toFixed(9))).size).toBe(1);
    const held = shares("held");
    expect(held.toSorted((a, b) => a - b)).toEqual(held);
    expect(held[0]).toBeLessThanOrEqual(0.3);
    expect(held.at(-1)).toBeCloseTo(0.4, 6);
  });

  it("are as many, and whose, as in drawn tries", () => {
    const setting = { prior: 0.4, tries: 4, error: { shared: 0.8, own: 0.5 } };
    const six = sumRatios(pair, 6);
    for (const author of ["redrawn", "held"] as const) {
      const random = createRandom(5);
      let [accepted, contrast] = [0, 0];
      const contexts = 30_000;
      for (let i = 0; i < contexts; i++) {
        const tries = drawTries(pair, { ...setting, steps: 6, author }, random);
        const first = readTries(tries, setting.error, random).findIndex((reading) => reading <= Math.log(0.3 / 0.7) - Math.log(0.4 / 0.6));
        accepted += first >= 0 ? 1 : 0;
        contrast += tries.isContrast[first] ?? 0;
      }
      const expected = retryUntilPassed(six, { ...setting, limit: 0.3, author });
      expect(Math.abs(accepted / contexts - expected.accepted)).toBeLessThan(0.015);
      expect(Math.abs(contrast / accepted - expected.contrastShare)).toBeLessThan(0.015);
    }
  });
});
