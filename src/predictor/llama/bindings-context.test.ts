import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import { loadLlama, type NativeContext, NativeModel } from "./bindings.ts";
import { locateLibrary } from "./library.ts";

const shape = { contextTokens: 512, batchTokens: 64, maxOutputs: 8, threads: 1 };
type Token = { readonly token: number; readonly position: number; readonly sequences: readonly number[]; readonly output?: boolean };

for (const id of ["smollm2-135m-instruct", "gemma-3-270m"]) {
  const path = await ensureModel(id);
  describe.skipIf(path === null)(`a context of ${id} (skipped where it is not here)`, () => {
    let model: NativeModel;
    beforeAll(() => void (model = new NativeModel(loadLlama(locateLibrary()), path ?? "")), 60_000);
    afterAll(() => model[Symbol.dispose]());

    it("takes every sequence id below its limit, with the same results bit for bit as sequence 0 alone", () => {
      using few = model.createContext({ ...shape, maxSequences: 1 });
      using many = model.createContext({ ...shape, maxSequences: 256 });
      const text = (sequence: number): Token[] => [5, 900, 37, 1200, 88].map((token, position) => ({ token, position, sequences: [sequence], output: position > 2 }));
      const expected = decode(few, text(0));
      expect(expected.length).toBe(2);
      for (const sequence of [0, 1, 63, 64, 255]) {
        many.clear();
        expect(decode(many, text(sequence))).toEqual(expected);
      }
    }, 60_000);

    it("forks a beginning into 255 sequences that go on as if each were alone", () => {
      using context = model.createContext({ ...shape, maxSequences: 256 });
      using alone = model.createContext({ ...shape, maxSequences: 1 });
      const beginning = [5, 900, 37].map((token, position) => ({ token, position, sequences: [0] }));
      decode(context, beginning);
      for (let sequence = 1; sequence < 256; sequence++) context.sequences.copy(0, sequence, 0, 3);
      const next = (sequence: number): Token => ({ token: 1000 + sequence, position: 3, sequences: [sequence], output: true });
      // One token a batch, in the same cell each time: so all roundings are the same, and nothing but the sequences can differ.
      for (const sequence of [1, 100, 255]) {
        const [found] = decode(context, [next(sequence)]);
        decode(alone, beginning);
        expect(found).toEqual(decode(alone, [{ ...next(sequence), sequences: [0] }])[0]);
        alone.clear();
        context.sequences.remove(sequence, 3, shape.contextTokens);
      }
    }, 60_000);

    it("computes the same in contexts that keep two threads each, one after the other and when another has gone", () => {
      const tokens: Token[] = [5, 900, 37, 1200, 88, 17, 4, 600].map((token, position) => ({ token, position, sequences: [0], output: true }));
      using first = model.createContext({ ...shape, threads: 2, maxSequences: 1 });
      const expected = decode(first, tokens);
      {
        using second = model.createContext({ ...shape, threads: 2, maxSequences: 1 });
        for (let round = 0; round < 3; round++) {
          first.clear();
          second.clear();
          expect(decode(second, tokens)).toEqual(expected);
          expect(decode(first, tokens)).toEqual(expected);
        }
      }
      first.clear();
      expect(decode(first, tokens)).toEqual(expected);
    }, 60_000);

    it("refuses what would end the process", () => {
      using context = model.createContext({ ...shape, maxSequences: 4 });
      for (const act of [() => context.sequences.copy(0, 4, 0, 1), () => context.sequences.remove(-1, 0, 1), () => context.decode(65), () => context.decode(0)]) {
        expect(act).toThrow(expect.objectContaining({ code: "internal" }));
      }
      expect(() => model.createContext({ ...shape, maxSequences: 257 })).toThrow(expect.objectContaining({ code: "internal" }));
    }, 60_000);
  });
}

/** Some of each output's logits. */
function decode(context: NativeContext, tokens: readonly Token[]): number[][] {
  tokens.forEach(({ token, position, sequences, output }, i) => {
    context.batch.token[i] = token;
    context.batch.pos[i] = position;
    context.batch.output[i] = output === true ? 1 : 0;
    context.batch.setSequences(i, sequences);
  });
  context.decode(tokens.length);
  const outputs = tokens.filter(({ output }) => output).length;
  if (outputs === 0) return [];
  const logits = context.logits(outputs);
  const size = logits.length / outputs;
  return Array.from({ length: outputs }, (_, row) => Array.from(logits.subarray(row * size, row * size + 2000)));
}
