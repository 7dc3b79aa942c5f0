import { describe, expect, it } from "vitest";
import { createRandom } from "../../../random/seeded.ts";
import { type Beginning, Beginnings } from "./beginnings.ts";
import type { SequenceMemory } from "./sequence-memory.ts";
import { Standing } from "./standing.ts";

const most = 64;

/** Cells as llama.cpp keeps them: a free one after the last in use is taken; states hold positions and contents. */
class FakeCells {
  readonly cells: ({ position: number; content: number; holders: Set<number> } | null)[] = Array.from({ length: most }, () => null);

  readonly memory: SequenceMemory = {
    copy: (source, target, from, to) => {
      for (const cell of this.cells) if (cell?.holders.has(source) && cell.position >= from && cell.position < to) cell.holders.add(target);
    },
    remove: (sequence, from, to) => {
      this.cells.forEach((cell, i) => {
        if (cell === null || cell.position < from || cell.position >= to) return;
        cell.holders.delete(sequence);
        if (cell.holders.size === 0) this.cells[i] = null;
      });
    },
    clear: () => this.cells.fill(null),
  };

  readonly states = {
    take: (): Uint8Array => {
      const held = this.cells.filter((cell) => cell?.holders.has(0));
      if (held.some((cell) => cell?.holders.size !== 1)) throw new TypeError("another sequence holds some of it");
      return Uint8Array.from(held.flatMap((cell) => [cell?.position ?? 0, cell?.content ?? 0]));
    },
    put: (sequence: number, state: Uint8Array): void => {
      if (this.cells.some((cell) => cell?.holders.has(sequence))) throw new TypeError("the sequence holds something");
      for (let i = 0; i < state.length; i += 2) this.put(sequence, state[i] as number, state[i + 1] as number);
    },
  };

  put(sequence: number, position: number, content: number): void {
    this.cells[this.cells.findLastIndex((cell) => cell !== null) + 1] = { position, content, holders: new Set([sequence]) };
  }

  /** Contents in the order of cells, each of which must hold the position of its own number for sequence 0 alone. */
  read(): number[] {
    const used = this.cells.filter((cell) => cell !== null);
    if (used.some(({ position, holders }, i) => position !== i || [...holders].join() !== "0")) throw new TypeError("a cell holds another position, or is not the text's alone");
    return used.map(({ content }) => content);
  }
}

describe("what stands in the cache", () => {
  it("is always the text that is asked for, at its own places, whatever stood there before", () => {
    const random = createRandom(4);
    const cells = new FakeCells();
    const known = new Beginnings(60);
    const standing = new Standing(cells.memory, cells.states, known, most);
    let evaluated = 0;
    for (let text = 0; text < 400; text++) {
      const batches = Array.from({ length: 1 + random.below(4) }, () => Array.from({ length: 2 }, () => random.below(2) + 1));
      const path: Beginning[] = [];
      for (const tokens of batches) {
        const beginning = known.reach(path.at(-1) ?? known.root, tokens);
        if (beginning.remains === null && !beginning.present) {
          standing.require(path);
          tokens.forEach((token, i) => cells.put(0, path.length * 2 + i, token));
          known.keep(beginning, { state: standing.extend(beginning), lastRow: null, readings: new Map() });
          evaluated++;
        }
        path.push(beginning);
      }
      standing.require(path);
      expect(cells.read()).toEqual(batches.flat());
      // What was drawn after the text goes with the next one.
      cells.put(0, standing.length, 9);
    }
    expect(evaluated).toBeGreaterThan(30);
    expect(evaluated).toBeLessThan(800);
  });

  it("refuses a beginning that is nowhere", () => {
    const cells = new FakeCells();
    const known = new Beginnings(60);
    expect(() => new Standing(cells.memory, cells.states, known, most).require([known.reach(known.root, [1])])).toThrow("neither");
  });
});
