/** @module Scores one long text and prints the process's peak memory. Arguments: model, tokens, context tokens, threads. */
import { readMemory } from "./process-memory.ts";

/** Bytes. `before`: resident before our code was loaded; `highest`: the kernel's VmHWM; the others at their highest seen. */
export type Peak = { readonly before: number; readonly highest: number; readonly anonymous: number; readonly file: number };

const [model = "", count = "0", contextTokens = "0", threads = "1"] = process.argv.slice(2);
const before = readMemory().resident;
let [anonymous, file] = [0, 0];
const watch = setInterval(() => {
  const seen = readMemory();
  [anonymous, file] = [Math.max(anonymous, seen.anonymous), Math.max(file, seen.file)];
}, 20);
const { openPredictor } = await import("../../../src/predictor/choose.ts");
const { makeTokens } = await import("../texts.ts");
{
  await using predictor = await openPredictor(model, { env: process.env, threads: Number(threads), contextTokens: Number(contextTokens) });
  const tokens = await makeTokens(predictor, 1, Number(count));
  const [outcome] = await predictor.score([{ context: tokens.slice(0, 1), continuation: tokens.slice(1) }]);
  if (outcome?.ok !== true) throw outcome?.error ?? new Error("nothing was scored");
}
clearInterval(watch);
const peak: Peak = { before, highest: readMemory().highest, anonymous, file };
process.stdout.write(`${JSON.stringify(peak)}\n`);
