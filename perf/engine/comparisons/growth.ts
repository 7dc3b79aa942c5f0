/** @module Does memory grow over thousands of mixed requests? The slope of the resident size, with its interval. */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PremiseError } from "../../../src/errors/premise-error.ts";
import type { CannotMeasure, Estimate } from "../../../src/protocol/results.ts";
import { createRandom } from "../../../src/random/seeded.ts";
import { bootstrapStatistic, meanOf } from "../../../src/stats/bootstrap.ts";
import { PeerProcess } from "../peers/process.ts";
import type { Row } from "../row.ts";
import { type Comparison, seed, type Setting } from "../setting.ts";
import type { Sample } from "./growth-child.ts";

/** Neighbouring samples are alike, so whole blocks of them are resampled. */
const blockSamples = 5;

/** No compiler, which takes more memory as more of the code becomes worth compiling; a young generation that does not change its size; and no garbage that waits. */
const steadyFlags = ["--no-sparkplug", "--no-maglev", "--no-opt", "--min-semi-space-size=1", "--max-semi-space-size=1"];
const steadyRuntime = [...steadyFlags, "--expose-gc", "--import", join(import.meta.dirname, "collect.ts")];

export const growth: Comparison = {
  id: "growth",
  title: "Memory over many requests",
  method: `One process. First texts that fill the largest batches, since memory is taken where a buffer is first written; then requests of four kinds in turn: a short score, four choices after a context that is shared with other requests, four samples of a few tokens, and a request that is aborted; all of 4 to 20 tokens, since what might be left behind is left by a request. The resident size is read every 100 requests, and the slope is fitted (least squares) over those that come after a fifth as many that warm up; its interval resamples blocks of ${blockSamples} neighbouring samples.`,
  run: (setting) => measure(setting, []),
};

export const growthSteady: Comparison = {
  id: "growth-steady",
  title: "Memory over many requests, less what JavaScript's own runtime takes",
  method: `The same, with \`${steadyFlags.join(" ")}\` and a collection in every thread that has an event loop every two seconds: V8 neither compiles nor resizes its young generation nor puts off collecting, so what is left to grow is what our code, llama.cpp or their messages leave behind.`,
  run: (setting) => measure(setting, steadyRuntime),
};

async function measure(setting: Setting, flags: readonly string[]): Promise<Row[]> {
  const samples = await readSamples(setting, flags);
  const kept = samples.filter(({ requests }) => requests > countWarmUp(setting));
  const size = (kept.at(-1)?.bytes ?? Number.NaN) / 1e6;
  const note = `${setting.requests} requests; resident ${((kept[0]?.bytes ?? Number.NaN) / 1e6).toFixed(0)} to ${size.toFixed(0)} MB`;
  return [{ name: "slope of the resident size", unit: "kB per 1,000 requests", bar: { kind: "no-growth" }, estimate: estimateSlope(kept), note }];
}

function countWarmUp({ requests }: Setting): number {
  return Math.ceil(requests / 5);
}

/** kB a thousand requests. */
export function estimateSlope(samples: readonly Sample[]): Estimate | CannotMeasure {
  const blocks = Array.from({ length: Math.floor(samples.length / blockSamples) }, (_, i) => samples.slice(i * blockSamples, (i + 1) * blockSamples));
  return bootstrapStatistic(blocks, (drawn) => fitSlope(drawn.flat()), createRandom(seed));
}

function fitSlope(samples: readonly Sample[]): number {
  const [requests, bytes] = [meanOf(samples.map((each) => each.requests)), meanOf(samples.map((each) => each.bytes))];
  const spread = samples.reduce((sum, each) => sum + (each.requests - requests) ** 2, 0);
  // Bytes a request are kB a thousand requests.
  return samples.reduce((sum, each) => sum + (each.requests - requests) * (each.bytes - bytes), 0) / spread;
}

async function readSamples(setting: Setting, flags: readonly string[]): Promise<Sample[]> {
  const { model, threads, progress, io } = setting;
  const requests = setting.requests + countWarmUp(setting);
  await using child = new PeerProcess(process.execPath, [...flags, join(import.meta.dirname, "growth-child.ts"), model, String(requests), String(threads)]);
  const samples: Sample[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    if (io.signal.aborted) throw new PremiseError("interrupted");
    const sample = JSON.parse(line) as Sample;
    samples.push(sample);
    progress(sample.requests, requests);
  }
  await child.finish();
  return samples;
}
