/** @module Peak memory of a fresh process that scores 2,000 tokens, against what llama.cpp reports for model and cache. */
import { join } from "node:path";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import { estimateMean } from "../../../src/stats/estimate.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { parseSizes } from "../peers/llama-log.ts";
import { startLlamaServer } from "../peers/llama-server.ts";
import { PeerProcess } from "../peers/process.ts";
import { most, type Row, toExact } from "../row.ts";
import { type Comparison, seed, type Setting } from "../setting.ts";
import { median } from "../timing.ts";
import type { Peak } from "./memory-child.ts";

const textTokens = 2000;
const contextTokens = 2048;
const allowedMb = 300;
const processes = 3;
const bytesPerMib = 2 ** 20;

export const memory: Comparison = {
  id: "memory",
  title: "Peak memory",
  method: `A fresh process scores ${textTokens} tokens in one request at \`n_ctx\` ${contextTokens}; ${processes} of them. \`peak over Node's\`: \`VmHWM\` less the resident size of Node before our code was loaded. Pages of the mapped model file count as resident while they are in memory, so anonymous memory and file pages at their highest (looked at every 20 ms) stand beside it. The bar is what llama-server's log reports for the same file, threads and a 32-bit cache of the same length (model buffers, repacked copies included, and KV), and ${allowedMb} MB. 1 MB is 10^6 bytes.`,
  run,
};

async function run(setting: Setting): Promise<Row[]> {
  const reported = await readReported(setting);
  const peaks: Peak[] = [];
  for (let i = 0; i < processes; i++) {
    peaks.push(await measurePeak(setting));
    setting.progress(i + 2, processes + 1);
  }
  const over = peaks.map(({ highest, before }) => toMb(highest - before));
  const bar = reported.model + reported.cache + allowedMb;
  const parts = Object.entries(reported.buffers).map(([name, size]) => `${name} ${toMb(size * bytesPerMib).toFixed(0)}`).join(" + ");
  const middle = (pick: (peak: Peak) => number): string => median(peaks.map((peak) => toMb(pick(peak)))).toFixed(0);
  return [
    { name: "peak over Node's", unit: "MB", bar: most(Math.round(bar)), estimate: estimateMean(over, createRandom(seed)), note: `Node's own ${middle(({ before }) => before)}; at their highest: anonymous ${middle(({ anonymous }) => anonymous)}, file pages ${middle(({ file }) => file)}` },
    { name: "llama.cpp's buffers and cache, as reported", unit: "MB", bar: null, estimate: toExact(reported.model + reported.cache, "log"), note: `${parts} + KV ${reported.cache.toFixed(0)}` },
  ];
}

function toMb(bytes: number): number {
  return bytes / 1e6;
}

type Reported = { readonly model: number; readonly cache: number; readonly buffers: Readonly<Record<string, number>> };

async function readReported(setting: Setting): Promise<Reported> {
  await using server = await startLlamaServer(setting, { contextTokens, parallel: 1, extra: ["-lv", "4", "-ctk", "f32", "-ctv", "f32", "-fa", "off", "--swa-full", "-kvu"] });
  const { model, cache } = parseSizes(server.log);
  const total = Object.values(model).reduce((sum, size) => sum + size, 0);
  if (total === 0 || cache === 0) throw new PremiseError("internal", { problem: "llama-server's log names no buffer sizes" });
  return { model: toMb(total * bytesPerMib), cache: toMb(cache * bytesPerMib), buffers: model };
}

async function measurePeak({ model, threads }: Setting): Promise<Peak> {
  await using child = new PeerProcess(process.execPath, [join(import.meta.dirname, "memory-child.ts"), model, String(textTokens), String(contextTokens), String(threads)]);
  const output = await child.finish();
  return JSON.parse(output.trim().split("\n").at(-1) ?? "") as Peak;
}
