/** @module Assembles `softmax.wat` into `softmax.wasm`; `kernel/softmax.test.ts` checks that the committed file is this one. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openWabt from "wabt";

const kernel = new URL("../src/predictor/llama/kernel/", import.meta.url);

export async function assembleKernel(): Promise<Uint8Array> {
  const wabt = await openWabt();
  const source = readFileSync(new URL("softmax.wat", kernel), "utf8");
  return wabt.parseWat("softmax.wat", source, { relaxed_simd: true }).toBinary({}).buffer;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL("softmax.wasm", kernel), await assembleKernel());
