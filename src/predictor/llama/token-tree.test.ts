import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildTokenTree, commonPrefix, cutBatches } from "./token-tree.ts";

const sequence = fc.record({
  tokens: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 }),
  cached: fc.constant(0),
  outputsFrom: fc.integer({ min: 0, max: 12 }),
});

describe("token tree", () => {
  it("evaluates a shared beginning once", () => {
    const tree = buildTokenTree([
      { tokens: [5, 6, 7], cached: 0, outputsFrom: 1 },
      { tokens: [5, 6, 8, 9], cached: 0, outputsFrom: 1 },
    ]);
    expect(tree.nodes.map((node) => node.token)).toEqual([5, 6, 7, 8, 9]);
    expect(tree.nodes.map((node) => node.sequences)).toEqual([[1, 2], [1, 2], [1], [2], [2]]);
    expect(tree.nodes.map((node) => node.output)).toEqual([false, true, true, true, true]);
    expect(tree.paths).toEqual([[0, 1, 2], [0, 1, 3, 4]]);
  });

  it("starts behind what is cached, and does not join sequences that are cached to different depths", () => {
    const tree = buildTokenTree([
      { tokens: [1, 2, 3], cached: 2, outputsFrom: 2 },
      { tokens: [1, 2, 3], cached: 1, outputsFrom: 2 },
    ]);
    expect(tree.nodes.map((node) => [node.token, node.position])).toEqual([[3, 2], [2, 1], [3, 2]]);
  });

  it("gives back every sequence along its path, with parents first and sequences consecutive", () => {
    fc.assert(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 8 }), (sequences) => {
        const { nodes, paths } = buildTokenTree(sequences);
        sequences.forEach((one, i) => {
          const path = paths[i] ?? [];
          expect(path.map((id) => nodes[id]?.token)).toEqual(one.tokens);
          expect(path.map((id) => nodes[id]?.position)).toEqual(one.tokens.map((_, p) => p));
          expect([...path].sort((a, b) => a - b)).toEqual(path);
          expect(path.every((id) => nodes[id]?.sequences.includes(i + 1))).toBe(true);
          expect(path.every((id, p) => p < one.outputsFrom || nodes[id]?.output === true)).toBe(true);
        });
        expect(new Set(nodes.map((_, id) => id)).size).toBe(new Set(paths.flat()).size);
      }),
    );
  });

  it("cuts batches that respect both limits and lose nothing", () => {
    fc.assert(
      fc.property(fc.array(sequence, { minLength: 1, maxLength: 8 }), fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (sequences, tokens, outputs) => {
        const { nodes } = buildTokenTree(sequences);
        const batches = cutBatches(nodes, tokens, outputs);
        expect(batches.flatMap(([from, to]) => nodes.slice(from, to))).toEqual(nodes);
        for (const [from, to] of batches) {
          expect(to - from).toBeLessThanOrEqual(tokens);
          expect(nodes.slice(from, to).filter((node) => node.output).length).toBeLessThanOrEqual(outputs);
        }
      }),
    );
  });

  it("finds the common beginning", () => {
    expect(commonPrefix([1, 2, 3], [1, 2, 4])).toBe(2);
    expect(commonPrefix([], [1])).toBe(0);
  });
});
