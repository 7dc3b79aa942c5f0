/** @module Prints by how many bytes a model raises this process's resident memory, loaded with a cache that is filled. Usage: resident.ts PATH CELLS BATCH OUTPUTS */
import { loadLlama, NativeModel } from "../../src/predictor/llama/bindings.ts";
import { locateLibrary } from "../../src/predictor/llama/library.ts";

const [path = "", ...numbers] = process.argv.slice(2);
const [cells = 0, batchTokens = 0, outputs = 0] = numbers.map(Number);
const llama = loadLlama(locateLibrary());
const before = process.memoryUsage.rss();
const model = new NativeModel(llama, path);
const context = model.createContext({ contextTokens: cells, batchTokens, maxOutputs: outputs, maxSequences: 1, threads: 1 });
for (let start = 0; start < cells; start += batchTokens) {
  const tokens = Math.min(batchTokens, cells - start);
  for (let i = 0; i < tokens; i++) {
    context.batch.token[i] = (start + i) % 1000;
    context.batch.pos[i] = start + i;
    context.batch.output[i] = i < outputs ? 1 : 0;
    context.batch.setSequences(i, [0]);
  }
  context.decode(tokens);
}
process.stdout.write(`${process.memoryUsage.rss() - before}\n`);
context[Symbol.dispose]();
model[Symbol.dispose]();
