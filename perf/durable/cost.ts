/** @module What recording a step costs, on every kind of store. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { requirePostgres, startCluster } from "../../scripts/postgres/cluster.ts";
import { systemClock } from "../../src/random/clock.ts";
import { openRunEngine } from "../../src/runs/durable/engine.ts";
import { createJsonlRunStore } from "../../src/runs/jsonl/store.ts";
import { createMemoryRunStore } from "../../src/runs/memory/store.ts";
import type { RunBody, RunStore, Steps } from "../../src/runs/run.ts";
import { createSteps } from "../../src/runs/steps.ts";
import { openPgliteStore } from "../../src/store/pglite/store.ts";
import type { DatabaseAddress } from "../../src/store/store.ts";
import { exampleStep } from "../../src/testing/run-store-conformance.ts";
import { type Line, tell, type Verdict } from "../common/results.ts";
import { showPriority } from "./priority.ts";
import { requireGoing } from "../common/parts.ts";
import { type DurablePart, schema, type Setting } from "./setting.ts";

const limitMs = 10;
const warmUp = 20;
const setting = { clock: systemClock, version: "1.0.0", unique: () => crypto.randomUUID() };
/** As long as a line of reasoning with its token ids and credences. */
const output = { text: "x".repeat(200), tokens: Array.from({ length: 48 }, (_, i) => i * 1000), logprob: -101.25, kept: true };

export const cost: DurablePart = {
  id: "cost",
  title: "What recording a step costs",
  method: `A run whose steps do nothing; each has an output of some 500 bytes. Measured is the time from asking for a step until it is recorded and given back, behind ${warmUp} steps of warming up. The memory and the files (one line a step, which waits for the disk, as \`premise ask\` records) are there for comparison; nothing is asked of them. Where other programs share the machine, \`chrt -r 1\` before the command leaves them out of it.`,
  describeSize: ({ steps }) => `${steps} steps on each${showPriority()}`,
  run,
};

async function run({ folder, steps, io, progress }: Setting): Promise<Line[]> {
  const lines: Line[] = [];
  const add = (name: string, times: readonly number[], isAsked: boolean): void => {
    lines.push(describe(name, times, isAsked));
    progress(lines.length, 4);
    requireGoing({ io });
  };
  add("memory", await measureStore(createMemoryRunStore(setting), steps), false);
  add("files", await measureStore(createJsonlRunStore({ ...setting, directory: join(folder, "runs") }), steps), false);
  mkdirSync(join(folder, "data"));
  const store = await openPgliteStore(join(folder, "data", "store"));
  add("PGlite", await measureEngine(await store.address(), steps), true);
  await store.close();
  await using cluster = await startCluster(requirePostgres());
  add("PostgreSQL", await measureEngine({ kind: "postgres", url: cluster.url }, steps), true);
  return lines;
}

async function measureStore(store: RunStore, count: number): Promise<readonly number[]> {
  return await takeAll(createSteps(await store.start({ kind: "cost", title: "" })), count);
}

async function measureEngine(address: DatabaseAddress, count: number): Promise<readonly number[]> {
  let times: readonly number[] = [];
  const body: RunBody = async (_, steps) => void (times = await takeAll(steps, count));
  await using engine = await openRunEngine({ ...setting, address: async () => address, bodies: { cost: body }, schema });
  await (await engine.start({ kind: "cost", title: "", input: null, fingerprint: null })).result();
  return times;
}

async function takeAll(steps: Steps, count: number): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < warmUp + count; i++) {
    const start = performance.now();
    await steps.take(async () => exampleStep({ kind: "thought", seed: i, input: { step: i }, output }));
    times.push(performance.now() - start);
  }
  return times.slice(warmUp);
}

function describe(name: string, times: readonly number[], isAsked: boolean): Line {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
  const [median, most] = [at(0.5), at(0.95)];
  const outcome = `${median.toFixed(2)} ms median, ${most.toFixed(2)} ms at the 95th percentile`;
  const verdict: Verdict = median <= limitMs && most <= limitMs ? "reached" : "missed";
  return isAsked ? { what: `${name}: at most ${limitMs} ms, median and 95th percentile`, n: times.length, outcome, verdict } : tell(name, times.length, outcome);
}
