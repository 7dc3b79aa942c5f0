import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assembleKernel } from "../../../../scripts/build-kernel.ts";
import { createRandom } from "../../../random/seeded.ts";
import { drawToken, drawTruncated } from "../../sampling.ts";
import { likeliestTokens, softmaxStatistics } from "../../statistics.ts";
import { SoftmaxKernel } from "./softmax.ts";

function compare(logits: Float32Array, target: number): void {
  const kernel = new SoftmaxKernel(logits.length);
  kernel.load(logits);
  const reference = softmaxStatistics(logits, target);
  const { entropy, variance } = kernel.moments();
  const scale = 1 + Math.abs(reference.logSumExp);
  expect(Math.abs(kernel.logSumExp - reference.logSumExp)).toBeLessThan(1e-6 * scale);
  if (Number.isFinite(reference.logprob)) expect(Math.abs(kernel.logprob(target) - reference.logprob)).toBeLessThan(1e-6 * scale);
  expect(Math.abs(entropy - reference.entropy)).toBeLessThan(1e-5 * (1 + reference.entropy));
  expect(Math.abs(variance - reference.variance)).toBeLessThan(1e-5 * (1 + reference.variance + reference.entropy ** 2));
  expect(kernel.rank(target)).toBe(reference.rank);
  expect(kernel.argmax()).toBe(reference.argmax);
  for (const count of [1, 3, 70]) expect(kernel.likeliest(count)).toEqual(likeliestTokens(logits, count, kernel.logSumExp));
  const { logSumExp } = kernel;
  kernel.load(logits, 0, true);
  expect(Math.abs(kernel.logSumExp - logSumExp)).toBeLessThan(1e-6 * scale);
  expect(kernel.moments()).toEqual({ entropy, variance });
}

const logit = fc.oneof(fc.float({ min: -60, max: 60, noNaN: true }), fc.constant(-Infinity), fc.constantFrom(0, -0, 1));

describe("softmax kernel", () => {
  it("is the committed assembly of its source", async () => {
    expect(Buffer.from(await assembleKernel()).equals(readFileSync(new URL("softmax.wasm", import.meta.url)))).toBe(true);
  });

  it("agrees with the plain reference on any row", () => {
    fc.assert(
      fc.property(fc.array(logit, { minLength: 1, maxLength: 1500 }), fc.nat(), (values, pick) => {
        const row = Float32Array.from(values);
        if (row.every((value) => value === -Infinity)) return;
        compare(row, pick % row.length);
      }),
      { numRuns: 300 },
    );
  });

  it("agrees on rows as large as real vocabularies", () => {
    const random = createRandom(7);
    for (const size of [49152, 151936, 262144, 262145]) {
      const row = Float32Array.from({ length: size }, () => (random.uniform() + random.uniform() + random.uniform()) * 12 - 18);
      compare(row, random.below(size));
    }
  });

  it("agrees where one token has nearly all the mass, and where all are equal", () => {
    const peaked = new Float32Array(49152).fill(-5);
    peaked[17] = 60;
    compare(peaked, 17);
    compare(peaked, 3);
    compare(new Float32Array(49152).fill(2), 100);
  });

  it("says the same of a row whatever was loaded before it", () => {
    const random = createRandom(8);
    const rows = [0, 90, -90].map((offset) => Float32Array.from({ length: 3000 }, () => random.uniform() * 20 + offset));
    const read = (kernel: SoftmaxKernel, row: Float32Array) => (kernel.load(row), [kernel.logSumExp, kernel.moments(), kernel.draw(1, 0.3), kernel.draw(0.7, 0.3)]);
    const used = new SoftmaxKernel(3000);
    for (const row of [...rows, ...rows.toReversed()]) expect(read(used, row)).toEqual(read(new SoftmaxKernel(3000), row));
  });

  it("refuses what is not finite", () => {
    const kernel = new SoftmaxKernel(100);
    for (const bad of [NaN, Infinity]) {
      for (const place of [0, 50, 99]) {
        const row = new Float32Array(100);
        row[place] = bad;
        expect(() => kernel.load(row)).toThrow(/not a number/);
      }
    }
    expect(() => kernel.load(new Float32Array(100).fill(-Infinity))).toThrow(/not a number/);
    expect(() => kernel.load(new Float32Array(100).fill(NaN))).toThrow(/not a number/);
  });

  it("draws the token that the plain sampler draws", () => {
    const random = createRandom(11);
    const row = Float32Array.from({ length: 5000 }, () => random.uniform() * 12);
    const kernel = new SoftmaxKernel(row.length);
    kernel.load(row);
    let same = 0;
    for (let i = 0; i < 2000; i++) {
      const uniform = random.uniform();
      const temperature = i % 2 === 0 ? 1 : 0.7;
      const fast = kernel.draw(temperature, uniform);
      const plain = drawToken(row, { temperature }, uniform);
      if (fast.token === plain.token) same++;
      else expect(Math.abs(fast.token - plain.token)).toBeLessThan(3);
      if (fast.token === plain.token) expect(Math.abs(fast.sampledLogprob - plain.sampledLogprob)).toBeLessThan(1e-5);
    }
    expect(same).toBeGreaterThan(1990);
  });

  it("truncates as the plain sampler does", () => {
    const random = createRandom(12);
    const row = Float32Array.from({ length: 3000 }, () => random.uniform() * 9);
    const kernel = new SoftmaxKernel(row.length);
    kernel.load(row);
    const settings = [{ topK: 5 }, { topP: 0.9 }, { minP: 0.2 }, { topK: 50, topP: 0.8, minP: 0.3 }, { topP: 0.999 }];
    for (const setting of settings) {
      for (let i = 0; i < 50; i++) {
        const sampling = { temperature: i % 2 === 0 ? 1 : 0.7, topK: 0, topP: 1, minP: 0, ...setting };
        const uniform = random.uniform();
        const fast = drawTruncated(kernel.weights(sampling.temperature), sampling, uniform);
        const plain = drawToken(row, sampling, uniform);
        expect(fast.token).toBe(plain.token);
        expect(fast.sampledLogprob).toBeCloseTo(plain.sampledLogprob, 5);
      }
    }
  });

  it("never draws an impossible token", () => {
    const row = new Float32Array(600).fill(-Infinity);
    row[3] = 1;
    row[599] = 1;
    const kernel = new SoftmaxKernel(row.length);
    kernel.load(row);
    for (const uniform of [0, 0.2, 0.49, 0.51, 0.999999999]) expect([3, 599]).toContain(kernel.draw(1, uniform).token);
  });

  it("draws no token that weighs nothing where the sum in single precision is above the exact one", () => {
    const random = createRandom(13);
    const kernel = new SoftmaxKernel(1000);
    let last = 0;
    for (let i = 0; i < 50; i++) {
      kernel.load(Float32Array.from({ length: 1000 }, (_, token) => (token > 900 ? -1000 : random.uniform() * 8)));
      const drawn = kernel.draw(1, 1 - 2 ** -53);
      if (drawn.token > 900) last++;
      expect(drawn.sampledLogprob).toBeGreaterThan(-20);
    }
    expect(last).toBe(0);
  });

  it("takes the likeliest token at temperatures beyond single precision", () => {
    const kernel = new SoftmaxKernel(100);
    kernel.load(Float32Array.from({ length: 100 }, (_, token) => (token === 7 ? 2 : 1)));
    for (const temperature of [1e-10, 1e-30, 1e-39, 1e-300]) {
      const drawn = kernel.draw(temperature, 0.5);
      expect(drawn.token).toBe(7);
      expect(drawn.sampledLogprob).toBeCloseTo(0, 5);
      expect(drawTruncated(kernel.weights(temperature), { topK: 0, topP: 0.5, minP: 0 }, 0.5)).toMatchObject({ token: 7 });
    }
  });
});
