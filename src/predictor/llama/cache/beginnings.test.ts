import { describe, expect, it } from "vitest";
import { type Beginning, Beginnings, type Remains } from "./beginnings.ts";

const part = (bytes: number): Remains => ({ state: new Uint8Array(bytes), lastRow: null, readings: new Map() });

/** A chain of batches of one token each, all kept. */
function keepChain(known: Beginnings, tokens: readonly number[], bytes: number): Beginning[] {
  let parent = known.root;
  return tokens.map((token) => {
    parent = known.reach(parent, [token]);
    known.keep(parent, part(bytes));
    return parent;
  });
}

describe("beginnings", () => {
  it("are found by what they begin with", () => {
    const known = new Beginnings(1000);
    const [first] = keepChain(known, [1, 2], 10);
    expect(known.reach(known.root, [1])).toBe(first);
    expect(known.reach(known.root, [1, 2])).not.toBe(first);
    expect(known.bytes).toBe(20);
  });

  it("keep within the limit: the longest unused goes first, and never before what follows it", () => {
    const known = new Beginnings(40);
    const [a = null, b = null] = keepChain(known, [1, 2], 10);
    const [c = null, d = null] = keepChain(known, [3, 4], 10);
    known.touch(b as Beginning);
    const [e = null] = keepChain(known, [5], 10);
    expect([a, b, c, d, e].map((beginning) => beginning?.remains !== null)).toEqual([true, true, true, false, true]);
    expect(known.bytes).toBe(40);
    keepChain(known, [6], 10);
    expect(c?.remains).toBeNull();
    expect([...known.root.children.keys()]).toEqual(["1", "5", "6"]);
  });

  it("keep a long text's beginning, not its end, when the whole does not fit", () => {
    const known = new Beginnings(35);
    const chain = keepChain(known, [1, 2, 3, 4, 5], 10);
    expect(chain.map(({ remains }) => remains !== null)).toEqual([true, true, true, false, false]);
  });

  it("stay in the tree while they stand in a cache, and leave it when neither holds", () => {
    const known = new Beginnings(5);
    const stood = known.reach(known.root, [1]);
    stood.present = true;
    known.keep(stood, part(10));
    expect(stood.remains).toBeNull();
    expect(known.reach(known.root, [1])).toBe(stood);
    stood.present = false;
    known.prune(stood);
    expect(known.root.children.size).toBe(0);
  });

  it("count what is kept anew once", () => {
    const known = new Beginnings(1000);
    const [only = known.root] = keepChain(known, [1], 10);
    known.keep(only, { ...part(10), lastRow: new Float32Array(5) });
    expect(known.bytes).toBe(30);
  });
});
