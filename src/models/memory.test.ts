import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ensureModel } from "../../test/models/ensure.ts";
import { readGguf } from "./gguf.ts";
import { estimateMemory } from "./memory.ts";

const shape = { cells: 512, batchTokens: 128, outputs: 32 };

it.for(["smollm2-135m-instruct", "gemma-3-270m"])("estimates what %s takes within a fifth", { timeout: 120_000 }, async (id, { skip }) => {
  const path = await ensureModel(id);
  if (path === null) return skip(`${id} is not on this machine`);
  const { total, ...parts } = estimateMemory(readGguf(path), shape);
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).toBe(total);
  const script = join(import.meta.dirname, "../../test/models/resident.ts");
  const resident = Number(execFileSync(process.execPath, [script, path, shape.cells, shape.batchTokens, shape.outputs].map(String), { encoding: "utf8" }));
  expect(resident / total).toBeGreaterThan(0.8);
  expect(resident / total).toBeLessThan(1.2);
});

it("grows with cells and outputs as llama.cpp's buffers do", async ({ skip }) => {
  const path = await ensureModel("gemma-3-270m");
  if (path === null) return skip("gemma-3-270m is not on this machine");
  const gguf = readGguf(path);
  // As llama.cpp reports them: 2,048 cells of 18 layers, one head of 256 keys and values; a mebibyte a row of logits.
  expect(estimateMemory(gguf, { ...shape, cells: 2000 }).cache).toBe(72 * 2 ** 20);
  const [few, many] = [32, 64].map((outputs) => estimateMemory(gguf, { ...shape, outputs }).batches);
  expect((many ?? 0) - (few ?? 0)).toBe(64 * 2 ** 20);
  if (process.arch === "x64") expect([false, true].map((tiles) => Math.round(estimateMemory(gguf, shape, tiles).repacked / 2 ** 18) / 4)).toEqual([12.75, 193.5]);
});
