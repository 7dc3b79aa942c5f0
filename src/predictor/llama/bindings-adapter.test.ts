import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import { makeLora, mergeLora, writeLora } from "../../../test/models/lora.ts";
import { WidenedModel } from "../../../test/models/widened.ts";
import { type GgufTensor, readGguf } from "../../models/gguf.ts";
import { loadLlama, type NativeContext, NativeModel } from "./bindings.ts";
import { locateLibrary } from "./library.ts";

const id = "smollm2-135m-instruct";
/** `ggml_type` of Q4_K, which is repacked on most processors. */
const q4K = 12;
const path = await ensureModel(id);
const text = [1, 504, 4052, 10526, 282, 260, 1343, 5200, 314, 260, 3575, 30];
const shape = { contextTokens: 256, batchTokens: 32, maxOutputs: 32, maxSequences: 4, threads: 1 };
const weights = [0, 7, 14, 29].flatMap((layer) => ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"].map((name) => `blk.${layer}.${name}.weight`));

describe.skipIf(path === null)(`adapters of ${id} (skipped where it is not here)`, () => {
  const llama = loadLlama(locateLibrary());
  let folder: string;
  let adapterPath: string;
  let otherPath: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "premise-lora-"));
    adapterPath = join(folder, "adapter.gguf");
    otherPath = join(folder, "other.gguf");
    writeLora(adapterPath, makeLora(path ?? "", weights));
    writeLora(otherPath, makeLora(path ?? "", weights.slice(0, 5), { seed: 2, rank: 3, alpha: 3 }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("gives the log-probabilities of weights into which it was merged", () => {
    using widened = new WidenedModel(path ?? "");
    const mergedPath = join(folder, "merged.gguf");
    using base = new NativeModel(llama, widened.path);
    using adapter = base.loadAdapter(adapterPath);
    using context = base.createContext(shape);
    const plain = score(context);
    for (const scale of [1, -0.5]) {
      mergeLora(widened.path, mergedPath, makeLora(path ?? "", weights), scale);
      using merged = new NativeModel(llama, mergedPath);
      using other = merged.createContext(shape);
      context.setAdapters([{ adapter, scale }]);
      const adapted = score(context);
      expect(largestDifference(adapted, score(other))).toBeLessThan(0.001);
      expect(largestDifference(adapted, plain)).toBeGreaterThan(0.1);
    }
    context.setAdapters([{ adapter, scale: 0 }]);
    expect(score(context)).toEqual(plain);
  }, 120_000);

  it("works on weights as published, in any order of applying and letting go", () => {
    using model = new NativeModel(llama, path ?? "");
    using adapter = model.loadAdapter(adapterPath);
    using other = model.loadAdapter(otherPath);
    using context = model.createContext(shape);
    const runs = [[], [{ adapter, scale: 1 }], [{ adapter, scale: 2 }], [{ adapter: other, scale: 1 }], [{ adapter, scale: 1 }, { adapter: other, scale: 1 }]].map((applied) => {
      const run = (): number[] => {
        context.setAdapters(applied);
        return score(context);
      };
      return { run, first: run() };
    });
    for (const [i, { first }] of runs.entries()) {
      for (const { first: earlier } of runs.slice(0, i)) expect(largestDifference(first, earlier)).toBeGreaterThan(0.05);
    }
    for (const { run, first } of runs.toReversed()) expect(run()).toEqual(first);
  }, 60_000);

  it("works on repacked weights", async ({ skip }) => {
    const repacked = await ensureModel("gemma-3-270m");
    if (repacked === null) return skip("gemma-3-270m is not on this machine");
    const isRepacked = ([name, { type }]: [string, GgufTensor]): boolean => name.startsWith("blk.") && type === q4K;
    const names = Array.from(readGguf(repacked).tensors).filter(isRepacked).map(([name]) => name);
    expect(names.length).toBeGreaterThan(5);
    writeLora(join(folder, "gemma.gguf"), makeLora(repacked, names));
    using model = new NativeModel(llama, repacked);
    using adapter = model.loadAdapter(join(folder, "gemma.gguf"));
    using context = model.createContext(shape);
    const [plain = [], adapted = [], small = []] = [0, 1, 1e-30].map((scale) => {
      context.setAdapters([{ adapter, scale }]);
      return score(context);
    });
    expect(largestDifference(adapted, plain)).toBeGreaterThan(0.05);
    // So weak that it is lost in the sum: every bit is as without it.
    expect(small).toEqual(plain);
  }, 60_000);

  it("keeps sequences that were evaluated under different adapters apart", () => {
    using model = new NativeModel(llama, path ?? "");
    using adapter = model.loadAdapter(adapterPath);
    using context = model.createContext(shape);
    const expected = [0, 4].map((scale) => {
      context.setAdapters([{ adapter, scale }]);
      return score(context);
    });
    context.clear();
    const found = [0, 4].map((scale, sequence) => {
      context.setAdapters([{ adapter, scale }]);
      return score(context, sequence);
    });
    // The second stands in other cells, so its roundings differ.
    expect(found[0]).toEqual(expected[0]);
    expect(largestDifference(found[1] ?? [], expected[1] ?? [])).toBeLessThan(0.5);
    expect(largestDifference(found[1] ?? [], found[0] ?? [])).toBeGreaterThan(1);
  }, 60_000);

  it("refuses a file that is made for another model", () => {
    using model = new NativeModel(llama, path ?? "");
    const wrong = makeLora(path ?? "", weights.slice(0, 1));
    writeLora(join(folder, "wrong.gguf"), { ...wrong, pairs: wrong.pairs.map((pair) => ({ ...pair, weight: "blk.0.attn_k.weight" })) });
    expect(() => model.loadAdapter(join(folder, "wrong.gguf"))).toThrow(expect.objectContaining({ code: "model/invalid-adapter" }));
  }, 60_000);

  it("cannot be freed while it is applied, nor outlive its model, nor be applied to another model", () => {
    const model = new NativeModel(llama, path ?? "");
    const adapter = model.loadAdapter(adapterPath);
    const context = model.createContext(shape);
    using another = new NativeModel(llama, path ?? "");
    using foreign = another.createContext(shape);
    const internal = expect.objectContaining({ code: "internal" }) as Error;
    expect(() => foreign.setAdapters([{ adapter, scale: 1 }])).toThrow(internal);
    expect(() => context.setAdapters([{ adapter, scale: NaN }])).toThrow(internal);
    expect(() => context.setAdapters([{ adapter, scale: 1 }, { adapter, scale: 2 }])).toThrow(internal);
    context.setAdapters([{ adapter, scale: 1 }]);
    expect(() => adapter[Symbol.dispose]()).toThrow(internal);
    context[Symbol.dispose]();
    expect(() => model[Symbol.dispose]()).toThrow(internal);
    adapter[Symbol.dispose]();
    model[Symbol.dispose]();
  }, 60_000);
});

/** Log-probabilities in nats of the text's second token and all after it, evaluated in `sequence` from its beginning. */
function score(context: NativeContext, sequence = 0): number[] {
  if (sequence === 0) context.clear();
  text.forEach((token, i) => {
    context.batch.token[i] = token;
    context.batch.pos[i] = i;
    context.batch.output[i] = 1;
    context.batch.setSequences(i, [sequence]);
  });
  context.decode(text.length);
  const logits = context.logits(text.length);
  const size = logits.length / text.length;
  return text.slice(1).map((token, row) => {
    const values = logits.subarray(row * size, (row + 1) * size);
    const most = values.reduce((a, b) => Math.max(a, b));
    return (values[token] ?? NaN) - most - Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
  });
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN))));
}
