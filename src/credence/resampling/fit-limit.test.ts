import { describe, expect, it } from "vitest";
import { cannotMeasure, isCannotMeasure } from "../../protocol/results.ts";
import { createRandom, type Random } from "../../random/seeded.ts";
import { normalCdf, normalQuantile } from "../../stats/normal.ts";
import { type AcceptedLimit, findAccepted, fitLimit, type LimitOptions, type TriedContext } from "./fit-limit.ts";

/** Value of a try: N(-1 or 1, 1), of whose variance the tries of a context share `shared`. */
const shared = 0.5;
function drawContexts(count: number, tries: number, random: Random, separation = 1): TriedContext[] {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  return Array.from({ length: count }, (_, i) => {
    const label = i % 2 === 0 ? "human" : "ai";
    const mean = (label === "ai" ? separation : -separation) + Math.sqrt(shared) * normal();
    return { label, values: Array.from({ length: tries }, () => mean + Math.sqrt(1 - shared) * normal()) };
  });
}
/** P(the lowest of the tries <= limit), by the midpoint rule over the shared error. */
function accepts(limit: number, tries: number, mean: number): number {
  const parts = 100;
  let sum = 0;
  for (let i = 0; i < parts; i++) sum += 1 - (1 - normalCdf((limit - mean - Math.sqrt(shared) * normalQuantile((i + 0.5) / parts)) / Math.sqrt(1 - shared))) ** tries;
  return sum / parts;
}
function trueShare(limit: number, tries: number, prior: number): number {
  const [ai, human] = [accepts(limit, tries, 1), accepts(limit, tries, -1)];
  return (prior * ai) / (prior * ai + (1 - prior) * human);
}
function fit(options: LimitOptions): AcceptedLimit {
  const fitted = fitLimit(options);
  if (isCannotMeasure(fitted)) throw new Error(fitted.reason);
  return fitted;
}

describe("fitLimit", () => {
  const contexts = drawContexts(4000, 16, createRandom(5));
  const options = { contexts, tries: 4, maxShare: 0.1, prior: 0.3 };

  it("estimates the share that its limit lets in", () => {
    for (const tries of [1, 4, 16]) {
      const { limit, share, accepted } = fit({ ...options, tries });
      const truth = trueShare(limit, tries, 0.3);
      expect(Math.abs(share.value - truth)).toBeLessThan(0.02);
      expect(share.interval[0]).toBeLessThan(truth);
      expect(truth).toBeLessThan(share.interval[1]);
      expect(share.interval[1]).toBeLessThanOrEqual(0.1);
      expect(share.n).toBe(contexts.filter(({ values }) => findAccepted(values.slice(0, tries), limit) !== null).length);
      expect(accepted.human.n + accepted.ai.n).toBe(4000);
      expect(accepted.human.value).toBeGreaterThan(accepted.ai.value);
    }
  });

  it("is stricter for more tries, a smaller share, a larger prior", () => {
    const limits = [1, 4, 16].map((tries) => fit({ ...options, tries }).limit);
    expect(limits).toEqual(limits.toSorted((a, b) => b - a));
    expect(limits[2]).toBeLessThan(limits[0]!);
    expect(fit({ ...options, maxShare: 0.05 }).limit).toBeLessThan(fit(options).limit);
    expect(fit({ ...options, prior: 0.5 }).limit).toBeLessThan(fit(options).limit);
  });

  it("keeps the true share under the bound in at least the stated share of calibrations", () => {
    const random = createRandom(6);
    const fits = Array.from({ length: 60 }, () => fitLimit({ contexts: drawContexts(1200, 4, random), tries: 4, maxShare: 0.15, prior: 0.3, confidence: 0.9 }));
    const shares = fits.flatMap((each) => (isCannotMeasure(each) ? [] : [trueShare(each.limit, 4, 0.3)]));
    expect(shares.length).toBeGreaterThan(55);
    expect(shares.filter((share) => share > 0.15).length / shares.length).toBeLessThanOrEqual(0.1);
  });

  it("says whether more contexts would help, or nothing would", () => {
    expect(fitLimit({ ...options, contexts: contexts.slice(0, 60) })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitLimit({ ...options, contexts: drawContexts(2000, 4, createRandom(7), 0) })).toEqual(cannotMeasure("cannot-measure/at-chance"));
    expect(fitLimit({ ...options, contexts: contexts.filter(({ label }) => label === "human") })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitLimit({ ...options, contexts: [] })).toEqual(cannotMeasure("cannot-measure/too-few"));
    expect(fitLimit({ ...options, tries: 17 })).toEqual(cannotMeasure("cannot-measure/too-few"));
  });

  it("refuses what is no number, and options that are none", () => {
    expect(fitLimit({ ...options, contexts: [...contexts, { label: "ai", values: [0, 0, 0, NaN] }] })).toEqual(cannotMeasure("cannot-measure/not-finite"));
    for (const change of [{ tries: 0 }, { tries: 1.5 }, { maxShare: 0 }, { maxShare: 1 }, { prior: 1 }, { prior: NaN }, { confidence: 0.5 }]) {
      expect(() => fitLimit({ ...options, ...change })).toThrow(expect.objectContaining({ code: "internal" }) as Error);
    }
  });
});

it("findAccepted takes the first try at or under the limit", () => {
  expect(findAccepted([3, 2, 1], 2)).toBe(2);
  expect(findAccepted([3, NaN], 2)).toBeNull();
  expect(findAccepted([], 2)).toBeNull();
});
