import { closeSync, openSync, readSync } from "node:fs";
import koffi from "koffi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureModel } from "../../../test/models/ensure.ts";
import { readGguf } from "../../models/gguf.ts";
import { loadLlama, type NativeContext, NativeModel } from "./bindings.ts";
import { LayerReader } from "./bindings-layers.ts";
import { locateLibrary } from "./library.ts";

const shape = { contextTokens: 256, batchTokens: 32, maxOutputs: 32, maxSequences: 2, threads: 1 };
const tokens = [2, 900, 37, 1200, 88, 345, 12];
const llama = loadLlama(locateLibrary());

for (const id of ["smollm2-135m-instruct", "gemma-3-270m"]) {
  const path = await ensureModel(id);
  describe.skipIf(path === null)(`layers of ${id} (skipped where it is not here)`, () => {
    let model: NativeModel;
    beforeAll(() => void (model = new NativeModel(llama, path ?? "")), 60_000);
    afterAll(() => model[Symbol.dispose]());

    it("the state after the last layer, normalised with the model's weights, is the last hidden state", () => {
      using context = model.createContext({ ...shape, layers: [1, model.layerCount] });
      const { epsilon, weights } = readFinalNorm(path ?? "");
      context.wantHidden(true);
      decode(context, tokens.map(() => true));
      for (const i of [0, 3, 6]) {
        const state = context.layerState(model.layerCount, i);
        const scale = 1 / Math.sqrt(state.reduce((sum, value) => sum + value * value, 0) / state.length + epsilon);
        const expected = state.map((value, k) => value * scale * (weights[k] ?? NaN));
        expect(relativeDifference(context.hiddenRows(tokens.length).subarray(i * state.length, (i + 1) * state.length), expected)).toBeLessThan(1e-5);
        expect(relativeDifference(context.layerState(1, i), state)).toBeGreaterThan(0.1);
      }
    }, 60_000);

    it("finds the last layer's rows among the outputs alone, and has none elsewhere", () => {
      const last = model.layerCount;
      using context = model.createContext({ ...shape, layers: [2, last] });
      decode(context, tokens.map(() => true));
      const all = [2, last].map((layer) => tokens.map((_, i) => context.layerState(layer, i).slice()));
      context.clear();
      decode(context, tokens.map((_, i) => i === 1 || i === 4));
      for (const i of [1, 4]) expect(relativeDifference(context.layerState(last, i), all[1]?.[i])).toBeLessThan(0.05);
      for (const i of tokens.keys()) expect(relativeDifference(context.layerState(2, i), all[0]?.[i])).toBeLessThan(1e-5);
      for (const [layer, i] of [[last, 0], [2, tokens.length], [2, -1], [3, 0]] as const) expect(() => context.layerState(layer, i)).toThrow(expect.objectContaining({ code: "internal" }));
    }, 60_000);

    it("leaves the probabilities as they are without it, and refuses layers that there are not", () => {
      using plain = model.createContext(shape);
      using context = model.createContext({ ...shape, layers: [1, 5] });
      const flags = tokens.map((_, i) => i > 3);
      expect(decode(context, flags)).toEqual(decode(plain, flags));
      expect(() => plain.layerState(1, 0)).toThrow(expect.objectContaining({ code: "internal" }));
      for (const layer of [0, model.layerCount + 1, 1.5]) expect(() => model.createContext({ ...shape, layers: [layer] })).toThrow(expect.objectContaining({ code: "predictor/unsupported" }));
    }, 60_000);

    it("gives its callback back: more can be made than there are at one time", () => {
      for (let i = 0; i < 9000; i++) new LayerReader(model, [1], 1)[Symbol.dispose]();
    }, 60_000);

    // An export of this platform's C++ alone, and of few architectures: reading the input of a layer, which is the state after the one before.
    if (id === "smollm2-135m-instruct" && process.platform === "linux") it("agrees with llama.cpp's own way to read layers", () => {
      const native = koffi.load(locateLibrary().llama);
      const want = native.func("void _Z30llama_set_embeddings_layer_inpP13llama_contextjb(void *context, uint32_t layer, bool on)");
      const read = native.func("void *_Z30llama_get_embeddings_layer_inpP13llama_contextj(void *context, uint32_t layer)");
      const made: unknown[] = [];
      const spy = { ...llama.raw };
      const init = spy["llama_init_from_model"];
      Object.assign(llama.raw, { llama_init_from_model: (...values: unknown[]) => made[made.push(init?.(...values)) - 1] });
      using context = model.createContext({ ...shape, layers: [3, 17] });
      Object.assign(llama.raw, spy);
      for (const layer of [3, 17]) want(made[0], layer, true);
      decode(context, tokens.map((_, i) => i === 6));
      for (const layer of [3, 17]) {
        const rows = new Float32Array(koffi.view(read(made[0], layer), tokens.length * model.hiddenSize * 4));
        for (const i of tokens.keys()) expect(context.layerState(layer, i)).toEqual(rows.slice(i * model.hiddenSize, (i + 1) * model.hiddenSize));
      }
    }, 60_000);
  });
}

/** The logits of the outputs, some of each. */
function decode(context: NativeContext, outputs: readonly boolean[]): number[][] {
  outputs.forEach((output, i) => {
    context.batch.token[i] = tokens[i] ?? 0;
    context.batch.pos[i] = i;
    context.batch.output[i] = output ? 1 : 0;
    context.batch.setSequences(i, [0]);
  });
  context.decode(outputs.length);
  const count = outputs.filter(Boolean).length;
  const logits = context.logits(count);
  const size = logits.length / count;
  return Array.from({ length: count }, (_, row) => Array.from(logits.subarray(row * size, row * size + 1000)));
}

function readFinalNorm(path: string): { epsilon: number; weights: Float32Array } {
  const { tensors, dataStart, metadata, architecture } = readGguf(path);
  const tensor = tensors.get("output_norm.weight");
  const weights = new Float32Array(tensor?.shape[0] ?? 0);
  const file = openSync(path, "r");
  readSync(file, weights, 0, weights.byteLength, dataStart + (tensor?.offset ?? 0));
  closeSync(file);
  return { epsilon: Number(metadata.get(`${architecture}.attention.layer_norm_rms_epsilon`)), weights };
}

function relativeDifference(found: Float32Array, expected: Float32Array = new Float32Array()): number {
  const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(found.map((value, k) => value - (expected[k] ?? NaN))) / norm(expected);
}
