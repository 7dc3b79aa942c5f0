import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeGguf, type TinyGguf, type TinyTensor } from "../../test/models/tiny-gguf.ts";
import { readAdapter } from "./adapter.ts";
import { readGguf } from "./gguf.ts";

const folder = mkdtempSync(join(tmpdir(), "premise-adapter-"));
const path = join(folder, "adapter.gguf");
afterAll(() => rmSync(folder, { recursive: true }));

const matrix = (...shape: number[]): TinyTensor => ({ shape, values: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
const layers = { "token_embd.weight": matrix(8, 20), "blk.0.attn_q.weight": matrix(8, 6), "blk.0.attn_norm.weight": matrix(8), "blk.0.ffn_up_exps.weight": matrix(8, 12, 4) };
const model = read({ metadata: { "general.architecture": "llama" }, tensors: { ...layers, "output.weight": matrix(8, 20) } });
const tied = read({ metadata: { "general.architecture": "llama" }, tensors: layers });

const metadata = { "general.architecture": "llama", "general.type": "adapter", "adapter.type": "lora", "adapter.lora.alpha": { float32: 16 } };
const query = { "blk.0.attn_q.weight.lora_a": matrix(8, 2), "blk.0.attn_q.weight.lora_b": matrix(2, 6) };
const embedding = { "token_embd.weight.lora_a": matrix(2, 20), "token_embd.weight.lora_b": matrix(2, 8) };

function read(file: TinyGguf): ReturnType<typeof readGguf> {
  writeFileSync(path, makeGguf(file));
  return readGguf(path);
}

function readAs(file: TinyGguf, base = model): ReturnType<typeof readAdapter> {
  writeFileSync(path, makeGguf(file));
  return readAdapter(path, base);
}

test("tells rank, alpha and the weights that are changed", () => {
  expect(readAs({ metadata, tensors: query })).toEqual({ rank: 2, alpha: 16, weights: ["blk.0.attn_q.weight"] });
  const experts = { "blk.0.ffn_up_exps.weight.lora_a": matrix(8, 3, 4), "blk.0.ffn_up_exps.weight.lora_b": matrix(3, 12, 4) };
  expect(readAs({ metadata: { ...metadata, "adapter.lora.alpha": { float32: 0 } }, tensors: { ...query, ...embedding, ...experts } })).toEqual({
    rank: 3,
    alpha: null,
    weights: ["blk.0.attn_q.weight", "blk.0.ffn_up_exps.weight", "token_embd.weight"],
  });
});

const withoutAlpha = { "general.architecture": "llama", "general.type": "adapter", "adapter.type": "lora" };
test.each<[string, TinyGguf, RegExp]>([
  ["a model", { metadata: { "general.architecture": "llama" }, tensors: query }, /general.type/],
  ["another kind of adapter", { metadata: { ...metadata, "adapter.type": "ia3" }, tensors: query }, /adapter.type/],
  ["another architecture", { metadata: { ...metadata, "general.architecture": "gemma3" }, tensors: query }, /gemma3, the model's is llama/],
  ["an aLoRA", { metadata: { ...metadata, "adapter.alora.invocation_tokens": ["x"] }, tensors: query }, /aLoRA/],
  ["an alpha that is no float", { metadata: { ...withoutAlpha, "adapter.lora.alpha": 16 }, tensors: query }, /32-bit float/],
  ["an alpha that is not finite", { metadata: { ...withoutAlpha, "adapter.lora.alpha": { float32: Infinity } }, tensors: query }, /32-bit float/],
  ["no tensors", { metadata, tensors: {} }, /no weight/],
  ["half a pair", { metadata, tensors: { "blk.0.attn_q.weight.lora_a": matrix(8, 2) } }, /lora_a or lora_b only/],
  ["a tensor of no pair", { metadata, tensors: { ...query, "blk.0.attn_norm.weight": matrix(8) } }, /half of no pair/],
  ["a norm", { metadata, tensors: { "blk.0.attn_norm.weight.lora_a": matrix(8, 2), "blk.0.attn_norm.weight.lora_b": matrix(2, 1) } }, /does not apply adapters/],
  ["a weight that the model does not have", { metadata, tensors: { "blk.9.attn_q.weight.lora_a": matrix(8, 2), "blk.9.attn_q.weight.lora_b": matrix(2, 6) } }, /model does not have/],
  ["a wrong input width", { metadata, tensors: { ...query, "blk.0.attn_q.weight.lora_a": matrix(7, 2) } }, /7x2 and 2x6, which does not fit 8x6/],
  ["a wrong output width", { metadata, tensors: { ...query, "blk.0.attn_q.weight.lora_b": matrix(2, 8) } }, /does not fit/],
  ["two ranks", { metadata, tensors: { ...query, "blk.0.attn_q.weight.lora_b": matrix(3, 6) } }, /does not fit/],
  ["a pair that is not transposed", { metadata, tensors: { ...query, "blk.0.attn_q.weight.lora_a": matrix(2, 8) } }, /does not fit/],
  ["too few experts", { metadata, tensors: { "blk.0.ffn_up_exps.weight.lora_a": matrix(8, 3), "blk.0.ffn_up_exps.weight.lora_b": matrix(3, 12) } }, /does not fit/],
  ["an embedding made as other weights are", { metadata, tensors: { "token_embd.weight.lora_a": matrix(8, 2), "token_embd.weight.lora_b": matrix(2, 20) } }, /does not fit/],
])("refuses %s", (_, file, problem) => {
  expect(() => readAs(file)).toThrow(expect.objectContaining({ code: "model/invalid-adapter", message: expect.stringMatching(problem) as string }));
});

test("refuses a pair for an embedding that gives the outputs too, and what is no GGUF file", () => {
  expect(readAs({ metadata, tensors: embedding }).weights).toEqual(["token_embd.weight"]);
  expect(() => readAs({ metadata, tensors: embedding }, tied)).toThrow(/for its outputs too/);
  writeFileSync(path, "not a model");
  expect(() => readAdapter(path, model)).toThrow(expect.objectContaining({ code: "model/invalid-adapter" }));
});
