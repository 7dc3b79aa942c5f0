import fc from "fast-check";
import { expect, it } from "vitest";
import { buildTokenTree, commonPrefix } from "./token-tree.ts";
import { cutWaves, type Job, reusable } from "./waves.ts";

const tokens = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 29 });
const drawn = fc.record({ kept: tokens, texts: fc.array(fc.tuple(tokens, fc.nat(28)), { minLength: 1, maxLength: 30 }), waveTokens: fc.integer({ min: 1, max: 60 }) });

it("waves hold every job once, in order, and fit the cache beside what is kept", () => {
  fc.assert(fc.property(drawn, ({ kept, texts, waveTokens }) => {
    const jobs = texts.map(([evaluated, first], index): Job => ({ index, request: { context: [], continuation: [1] }, evaluated, firstOutput: Math.min(first, evaluated.length) }));
    jobs.sort((a, b) => compare(a.evaluated, b.evaluated));
    let cached: readonly number[] = kept;
    const evaluator = { cachedLength: (each: readonly number[]) => commonPrefix(cached, each), maxSequences: 7 };
    const parts = { evaluator, contextTokens: 30, waveTokens };
    const seen: Job[] = [];
    for (const wave of cutWaves(parts, jobs)) {
      const sequences = wave.map((job) => ({ tokens: job.evaluated, cached: reusable(parts, job), outputsFrom: job.firstOutput }));
      const { nodes } = buildTokenTree(sequences);
      expect(Math.max(...sequences.map((sequence) => sequence.cached)) + nodes.length).toBeLessThanOrEqual(parts.contextTokens);
      expect(wave.length).toBeLessThanOrEqual(7);
      if (wave.length > 1) expect(nodes.length).toBeLessThanOrEqual(waveTokens);
      seen.push(...wave);
      cached = wave.at(-1)?.evaluated ?? [];
    }
    expect(seen).toEqual(jobs);
  }), { numRuns: 500 });
});

function compare(a: readonly number[], b: readonly number[]): number {
  const shared = commonPrefix(a, b);
  return (a[shared] ?? -1) - (b[shared] ?? -1);
}
