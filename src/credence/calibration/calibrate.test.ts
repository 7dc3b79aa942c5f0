import { describe, expect, it } from "vitest";
import { isCannotMeasure } from "../../protocol/results.ts";
import { createRandom, type Random } from "../../random/seeded.ts";
import { estimateCredence } from "../estimate.ts";
import type { TextReading } from "../channels/reading.ts";
import { calibrate, type CalibrationHead } from "./calibrate.ts";
import { cutReading, type Example } from "./examples.ts";
import { findCalibration, parseCalibration, toSampler } from "./load.ts";
import { plainSampler } from "./schema.ts";

const info = { model: "made-up", fingerprint: { weights: "w", engine: "e", quantization: "none" } };
const head = (sampler = plainSampler): CalibrationHead => ({
  mode: "sampled", question: "authorIsAi", sampler, wordings: 1,
  data: { source: "made up", texts: 400, premises: ["p"], folds: 5, split: "by premise", seed: 1, date: "2026-11-26" },
});

/** Texts of 40 tokens: an AI's are likelier by `shift` nats a token, and its state leans by `lean`. */
function readingOf(isAi: boolean, random: Random, { shift = 0.5, lean = 1 } = {}): TextReading {
  const tokens = Array.from({ length: 40 }, () => -3 * random.uniform() - (isAi ? 0.5 : 0.5 + shift));
  const hidden = Float32Array.from({ length: 6 }, (_, i) => random.uniform() * 4 + (isAi && i === 2 ? lean : 0));
  return { logprob: tokens, entropy: tokens.map(() => 2 + random.uniform()), variance: tokens.map(() => 1 + random.uniform()), rank: tokens.map((each) => Math.round(-each)), hidden: [{ length: 32, mean: hidden }, { length: 40, mean: hidden }] };
}

function makeExamples(n: number, seed: number, strength: { shift?: number; lean?: number } = {}): Example[] {
  const random = createRandom(seed);
  return Array.from({ length: n }, (_, i) => {
    const label = i % 2 === 0;
    const reading = readingOf(label, random, strength);
    const native = (label ? 1 : -1) + 4 * (random.uniform() - 0.5);
    return cutReading({ text: `t${i}`, fold: i % 5, group: "p", cluster: `p${Math.floor(i / 2) % 50}`, label, reading }, () => native);
  }).flat();
}

const none = { calibration: null, prior: 0.5, evidence: null };

describe("a calibration", () => {
  const { calibration, fits } = calibrate(info as never, makeExamples(400, 1), head());
  const bucket = calibration.buckets["32-63"];

  it("has the buckets that have enough texts, and is its own JSON", () => {
    expect(Object.keys(calibration.buckets)).toEqual(["32-63"]);
    expect([bucket?.positives, bucket?.negatives]).toEqual([200, 200]);
    expect(parseCalibration(JSON.stringify(calibration), "x")).toEqual(calibration);
    expect(calibrate(info as never, makeExamples(98, 1), head()).calibration.buckets).toEqual({});
  });

  it("holds out by fold, and uses the channels that see something", () => {
    expect(bucket?.channels["hidden"]).toMatchObject({ used: true });
    expect(bucket?.channels["surprisal"]?.auroc.value).toBeGreaterThan(0.9);
    expect(bucket?.fused?.auroc.value).toBeGreaterThan(0.9);
    expect(fits["32-63"]?.heldOut["fused"]).toHaveLength(400);
  });

  it("gives a channel at chance no weight, and a credence of nothing but such channels is not measured", () => {
    const blind = calibrate(info as never, makeExamples(400, 2, { shift: 0, lean: 0 }), head()).calibration;
    for (const channel of Object.values(blind.buckets["32-63"]?.channels ?? {})) expect([channel.used, channel.auroc.interval[0] > 0.5]).toEqual([false, false]);
    expect(blind.buckets["32-63"]?.fused).toBeNull();
    expect(estimateCredence({ ...none, calibration: blind, reading: readingOf(true, createRandom(5)) })).toEqual({ kind: "cannot-measure", reason: "cannot-measure/at-chance" });
  });

  it("is calibrated on texts that it has not seen", () => {
    const random = createRandom(77);
    const rows = Array.from({ length: 400 }, (_, i) => {
      const credence = estimateCredence({ ...none, calibration, reading: readingOf(i % 2 === 0, random) });
      return { isAi: i % 2 === 0, credence };
    }).filter(({ credence }) => !isCannotMeasure(credence)) as { isAi: boolean; credence: { value: number; interval: readonly [number, number]; channels: Record<string, number>; logOdds: number } }[];
    expect(rows.length).toBeGreaterThan(380);
    const mean = rows.reduce((sum, { credence }) => sum + credence.value, 0) / rows.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.06);
    for (const { credence } of rows) {
      expect(credence.interval[0]).toBeLessThanOrEqual(credence.value);
      expect(credence.interval[1]).toBeGreaterThanOrEqual(credence.value);
      expect(Object.values(credence.channels).reduce((sum, part) => sum + part, 0)).toBeCloseTo(credence.logOdds, 9);
    }
    const brier = rows.reduce((sum, { isAi, credence }) => sum + (credence.value - Number(isAi)) ** 2, 0) / rows.length;
    expect(brier).toBeLessThan(0.15);
  });

  it("takes the native ratio as it is for plain sampling, and maps it for another sampler", () => {
    const evidence = { tokens: 40, human: -100, contrasts: { a: -99, b: -98 } };
    const reading = readingOf(false, createRandom(9));
    const plain = estimateCredence({ calibration, prior: 0.2, reading, evidence });
    const ratio = Math.log((Math.exp(1) + Math.exp(2)) / 2);
    expect(plain).toMatchObject({ kind: "measured", mode: "sampled", prior: 0.2, n: 40, calibrationId: calibration.id });
    if (plain.kind !== "measured") return;
    expect(plain.channels).toEqual({ native: expect.closeTo(ratio, 12) as number });
    expect(plain.logOdds).toBeCloseTo(Math.log(0.25) + ratio, 12);
    expect(plain.interval.map((end) => Math.log(end / (1 - end)) - Math.log(0.25))).toEqual([expect.closeTo(1, 9), expect.closeTo(2, 9)]);
    const preset = { temperature: 0.7, topP: 0.95, topK: 0, minP: 0 };
    const mapped = calibrate(info as never, makeExamples(400, 1), head(preset)).calibration;
    const other = estimateCredence({ calibration: mapped, prior: 0.2, reading, evidence });
    expect(other.kind === "measured" && Object.keys(other.channels)).toEqual(["native", "map"]);
  });

  it.each<[string, Partial<Parameters<typeof estimateCredence>[0]>, string]>([
    ["no calibration", { calibration: null }, "cannot-measure/no-calibration"],
    ["31 tokens", { evidence: { tokens: 31, human: -9, contrasts: { a: -9 } } }, "cannot-measure/too-few-tokens"],
    ["a length that is not calibrated", { evidence: { tokens: 64, human: -9, contrasts: { a: -9 } } }, "cannot-measure/length-not-calibrated"],
    ["a sum that is not finite", { evidence: { tokens: 40, human: NaN, contrasts: { a: -9 } } }, "cannot-measure/not-finite"],
  ])("refuses %s", (_, change, reason) => {
    expect(estimateCredence({ calibration, prior: 0.5, reading: readingOf(true, createRandom(3)), evidence: null, ...change })).toEqual({ kind: "cannot-measure", reason });
  });

  it("refuses readings that are not finite, and texts unlike those it has seen", () => {
    const reading = readingOf(true, createRandom(3));
    const refusal = (change: Partial<TextReading>): unknown => estimateCredence({ calibration, prior: 0.5, evidence: null, reading: { ...reading, ...change } });
    expect(refusal({ entropy: reading.entropy.map(() => NaN) })).toEqual({ kind: "cannot-measure", reason: "cannot-measure/not-finite" });
    expect(refusal({ logprob: reading.logprob.map(() => -30) })).toEqual({ kind: "cannot-measure", reason: "cannot-measure/unlike-calibration" });
    expect(refusal({ hidden: [] })).toEqual({ kind: "cannot-measure", reason: "cannot-measure/not-finite" });
  });

  it("is found for its own weights, question, sampler and wordings only", () => {
    const found = (change: object): unknown => findCalibration([calibration], info as never, { mode: "sampled", question: "authorIsAi", sampler: plainSampler, ...change });
    expect(found({})).toBe(calibration);
    expect(found({ sampler: toSampler({}) })).toBe(calibration);
    for (const change of [{ question: "aiInWorld" }, { mode: "observed" }, { sampler: null }, { sampler: toSampler({ temperature: 0.7 }) }, { sampler: toSampler({ topP: 0.9 }) }]) expect(found(change)).toBeNull();
    expect(findCalibration([{ ...calibration, id: "empty", buckets: {} }, calibration], info as never, { mode: "sampled", question: "authorIsAi", sampler: plainSampler })?.id).toBe(calibration.id);
    expect(findCalibration([{ ...calibration, buckets: {} }], info as never, { mode: "sampled", question: "authorIsAi", sampler: plainSampler })).toBeNull();
    expect(findCalibration([{ ...calibration, wordings: 0 }], info as never, { mode: "sampled", question: "authorIsAi", sampler: plainSampler })).toBeNull();
    expect(findCalibration([{ ...calibration, model: { ...calibration.model, weights: "other" } }], info as never, { mode: "sampled", question: "authorIsAi", sampler: plainSampler })).toBeNull();
  });

  it("refuses a file that is none", () => {
    expect(() => parseCalibration("{", "a.json")).toThrow(/a\.json is no calibration/);
    expect(() => parseCalibration(JSON.stringify({ ...calibration, calibration: 2 }), "a.json")).toThrow(/calibrate/);
  });
});
