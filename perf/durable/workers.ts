/** @module Two workers on one queue against one, with a slow backend; and one of two killed. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { requirePostgres, startCluster } from "../../scripts/postgres/cluster.ts";
import { systemClock } from "../../src/random/clock.ts";
import { createRandom } from "../../src/random/seeded.ts";
import { openRunEngine } from "../../src/runs/durable/engine.ts";
import type { RunEngine } from "../../src/runs/engine.ts";
import { bootstrapStatistic } from "../../src/stats/bootstrap.ts";
import type { ChildSpec } from "../../test/durable/child.ts";
import { childPath, listIds } from "../../test/durable/killing.ts";
import { readWorkLog } from "../../test/durable/sampling.ts";
import { startWorldServer } from "../../test/servers/doubles/world-server.ts";
import { type Child, spawnChild } from "../../test/store/spawned.ts";
import { type Line, tell, toLine } from "../common/results.ts";
import { showPriority } from "./priority.ts";
import { requireGoing } from "../common/parts.ts";
import { type DurablePart, schema, seed, type Setting } from "./setting.ts";

const [concurrency, pollMs, answerMs, wanted] = [4, 100, 100, 1.9];
const input = { seed: 0, steps: 4, tokens: 4 };
const program = fileURLToPath(new URL("../../test/durable/remote-bodies.ts", import.meta.url));

export const workers: DurablePart = {
  id: "workers",
  title: "Workers that share a queue",
  method: `One PostgreSQL, one backend on the loopback that takes ${answerMs} ms for an answer and answers all at once, reached through the remote predictor. Each run has ${input.steps} steps of one call each, for which the predictor asks several times. A worker is a process that has ${concurrency} runs under way and looks for more every ${pollMs} ms. The workers are up and idle, and know their backend, when all runs are put into the queue by one statement; the time is from the first run's begin to the last one's end, by the server's clock. One worker and two are measured in turn; the ratio's interval resamples the pairs. Then two workers share the queue again, and one of them gets SIGKILL in the middle.`,
  describeSize: ({ runs, repetitions }) => `${runs} runs, ${repetitions} pairs${showPriority()}`,
  run,
};

async function run(setting: Setting): Promise<Line[]> {
  await using cluster = await startCluster(requirePostgres());
  await using backend = await startWorldServer({ first: async (request) => (await sleep(request.url?.includes("completions") === true ? answerMs : 0), false) });
  const place: Place = { url: cluster.url, backend: `${backend.url}/v1`, setting };
  const pairs: { readonly one: number; readonly two: number }[] = [];
  const total = 2 * setting.repetitions + 1;
  for (let i = 0; i < setting.repetitions; i++) {
    const times: Record<number, number> = {};
    // The order changes, so that neither is always the second.
    for (const count of i % 2 === 0 ? [1, 2] : [2, 1]) {
      times[count] = (await work(place, count)).seconds;
      setting.progress(2 * i + Object.keys(times).length, total);
    }
    pairs.push({ one: times[1] ?? Number.NaN, two: times[2] ?? Number.NaN });
  }
  const killed = await work(place, 2, true);
  setting.progress(total, total);
  return [...describeSpeed(pairs), ...describeKilled(setting.runs, killed)];
}

type Place = { readonly url: string; readonly backend: string; readonly setting: Setting };
type Worked = { readonly seconds: number; readonly problems: readonly string[]; readonly again: number };
let places = 0;

async function work({ url, backend, setting }: Place, count: number, isKilled = false): Promise<Worked> {
  requireGoing(setting);
  const queue = `q${++places}`;
  const directory = join(setting.folder, queue);
  mkdirSync(directory);
  const spec: ChildSpec = { directory, databaseUrl: url, schema, program, model: backend, log: join(directory, "log"), queues: [{ name: queue, concurrency, pollMs }] };
  const children = Array.from({ length: count }, () => spawnChild(childPath, [JSON.stringify(spec)]));
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  try {
    await Promise.all(children.map((child) => child.nextLine()));
    await enqueue({ url, queue, runs: setting.runs, pool });
    const half = isKilled ? killAtHalf(children[0], spec.log, setting.runs) : Promise.resolve();
    const seconds = await waitForAll(pool, queue, setting.runs);
    await half;
    const problems = await check({ queue, runs: setting.runs, url, backend });
    return { seconds, problems, again: readWorkLog(spec.log).length - setting.runs * input.steps };
  } finally {
    for (const child of children) await child.kill();
    await pool.end();
  }
}

/** All at once: they wait in a queue that nobody works on, and change it together. */
async function enqueue({ url, queue, runs, pool }: { readonly url: string; readonly queue: string; readonly runs: number; readonly pool: pg.Pool }): Promise<void> {
  await using engine = await openHere(url);
  for (let i = 0; i < runs; i++) await engine.start({ kind: "child", title: `${queue} ${i}`, input: { ...input, seed: i }, fingerprint: null }, { queue: `${queue}-later` });
  await pool.query(`update ${schema}.workflow_status set queue_name = $1 where queue_name = $2`, [queue, `${queue}-later`]);
}

function openHere(url: string): Promise<RunEngine> {
  return openRunEngine({ address: async () => ({ kind: "postgres", url }), bodies: {}, version: "1.0.0", clock: systemClock, unique: () => crypto.randomUUID(), schema });
}

async function killAtHalf(child: Child | undefined, log: string, runs: number): Promise<void> {
  while (readWorkLog(log).length < (runs * input.steps) / 2) await sleep(50);
  await child?.kill();
}

async function waitForAll(pool: pg.Pool, queue: string, runs: number): Promise<number> {
  for (;;) {
    const { rows: [found] } = await pool.query<{ readonly done: number; readonly seconds: number }>(
      `select count(*) filter (where status in ('SUCCESS', 'ERROR'))::int as done, (max(completed_at) - min(started_at_epoch_ms))::float / 1000 as seconds from ${schema}.workflow_status where queue_name = $1`, [queue]);
    if (found?.done === runs) return found.seconds;
    await sleep(100);
  }
}

async function check({ queue, runs, url, backend }: { readonly queue: string; readonly runs: number; readonly url: string; readonly backend: string }): Promise<string[]> {
  await using engine = await openHere(url);
  const records = (await engine.runs.list()).filter(({ header }) => header.title.startsWith(`${queue} `));
  const problems = records.flatMap(({ header, status, steps }) => (status === "done" && steps.length === input.steps ? [] : [`run ${header.id} is ${status} with ${steps.length} steps`]));
  if (records.length !== runs) problems.push(`${records.length} runs of ${runs} are there`);
  // One run a worker's slot is compared with an undisturbed one, since each takes its time at the backend.
  const sample = records.slice(0, concurrency);
  const expected = await Promise.all(sample.map(({ header }) => listIds({ program, model: backend }, { ...input, seed: Number(header.title.split(" ")[1]) })));
  for (const [i, { header, steps }] of sample.entries()) if (steps.map(({ id }) => id).join() !== expected[i]?.join()) problems.push(`run ${header.id} has other steps than an undisturbed one`);
  return problems;
}

function describeSpeed(pairs: readonly { readonly one: number; readonly two: number }[]): Line[] {
  const ratio = (units: readonly { readonly one: number; readonly two: number }[]): number => units.reduce((sum, { one }) => sum + one, 0) / units.reduce((sum, { two }) => sum + two, 0);
  const interval = bootstrapStatistic(pairs, ratio, createRandom(seed));
  const shown = "interval" in interval ? ` [${interval.interval.map((value) => value.toFixed(3)).join(", ")}]` : "";
  const value = ratio(pairs);
  const seconds = (pick: "one" | "two"): string => pairs.map((pair) => pair[pick].toFixed(1)).join(", ");
  return [
    { what: `two workers are at least ${wanted} times as fast as one`, n: pairs.length, outcome: `${value.toFixed(3)}${shown}`, verdict: value >= wanted ? "reached" : "missed" },
    tell("seconds with one worker; with two", pairs.length, `${seconds("one")}; ${seconds("two")}`),
  ];
}

function describeKilled(runs: number, { seconds, problems, again }: Worked): Line[] {
  return [
    toLine("one of two workers is killed: each run is done with all its steps, none is lost, none is there twice", runs, `all done after ${seconds.toFixed(1)} s`, problems),
    tell("steps whose work was done by the killed worker, but not recorded, and done again by the other", runs * input.steps, String(again)),
  ];
}
