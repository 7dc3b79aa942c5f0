/** @module kill -9 at drawn moments of runs, on both databases, of the exact world and of a real model. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { requirePostgres, startCluster } from "../../scripts/postgres/cluster.ts";
import { createRandom } from "../../src/random/seeded.ts";
import type { ChildSpec } from "../../test/durable/child.ts";
import { childPath, type Killed, killRuns, reasoningProgram, samplingProgram } from "../../test/durable/killing.ts";
import { spawnChild } from "../../test/store/spawned.ts";
import { type Line, tell, toLine } from "../common/results.ts";
import { requireGoing } from "../common/parts.ts";
import { type DurablePart, realModel, schema, seed, type Setting } from "./setting.ts";

type Kind = { readonly program: string; readonly model: string; readonly input: { readonly seed: number; readonly steps: number; readonly tokens: number }; readonly mostSeconds: number };

/** So long that a kill may come at any moment of a run, the end included. */
const world: Kind = { program: samplingProgram, model: "world:dated", input: { seed: 5, steps: 30, tokens: 8 }, mostSeconds: 1.2 };
const real: Kind = { program: reasoningProgram, model: realModel, input: { seed: 5, steps: 30, tokens: 8 }, mostSeconds: 8 };

const method = (what: string): string =>
  `A process begins ${what}, and gets SIGKILL at a drawn moment; the next process resumes the run, and so on, until it is done, and the next run is begun. The work of each step writes a line to a file and waits for the disk before the step can be recorded; a process that resumes writes there first how many steps it finds recorded. So the file tells whether a step was done again although it was recorded, or is recorded without having been done.`;

export const kills: DurablePart = {
  id: "kills",
  title: "kill -9 of runs on the exact world",
  method: method(`a run of 30 steps, each of which draws 8 tokens from \`${world.model}\` after all before them`),
  describeSize: (setting) => `${setting.kills} kills, half on each database`,
  run: (setting) => run(setting, world, Math.ceil(setting.kills / 2)),
};

export const realKills: DurablePart = {
  id: "real-kills",
  title: "kill -9 of runs on a real model",
  method: method(`a reasoning of 30 thoughts on \`${real.model}\`, deterministic, watched and under the policy resample: 33 recorded steps and more`),
  describeSize: (setting) => `${setting.realKills} kills on each database`,
  run: (setting) => run(setting, real, setting.realKills),
};

async function run(setting: Setting, kind: Kind, count: number): Promise<Line[]> {
  const total = 2 * count;
  const embedded = await killAll({ setting, kind, count, from: 0, total });
  await using cluster = await startCluster(requirePostgres());
  const server = await killAll({ setting, kind, count, from: count, total, databaseUrl: cluster.url });
  return [...describe("PGlite", embedded), ...describe("PostgreSQL", server)];
}

type Task = { readonly setting: Setting; readonly kind: Kind; readonly count: number; readonly from: number; readonly total: number; readonly databaseUrl?: string };

async function killAll({ setting, kind, count, from, total, databaseUrl }: Task): Promise<Killed> {
  const directory = join(setting.folder, databaseUrl === undefined ? "pglite" : "postgres");
  mkdirSync(directory);
  const spec = { directory, schema, program: kind.program, model: kind.model, log: join(directory, "log"), ...(databaseUrl === undefined ? {} : { databaseUrl }) };
  return await killRuns({
    spec, input: kind.input, kills: count, mostSeconds: kind.mostSeconds, random: createRandom(seed + from),
    start: (child: ChildSpec) => spawnChild(childPath, [JSON.stringify(child)]),
    onKill: (done) => {
      requireGoing(setting);
      setting.progress(from + done, total);
    },
  });
}

function describe(database: string, { runs, kills: count, resumedAt, lost, problems }: Killed): Line[] {
  const inside = resumedAt.filter((at) => at > 0).length;
  return [
    toLine(`${database}: every run is resumed and ends with the steps of an undisturbed run (same ids); no step is done again that was recorded, and none is recorded that was not done`, count, `${runs} runs`, problems),
    tell(`${database}: where the runs were resumed`, count, `${inside} behind the first step or later; at step ${quartiles(resumedAt)} (quartiles)`),
    tell(`${database}: work that was done, but not yet recorded when the kill came`, count, `${lost} steps, each done again`),
  ];
}

function quartiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  return [0.25, 0.5, 0.75].map((share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? "none").join(", ");
}
