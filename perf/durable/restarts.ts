/** @module The server's crash in the middle of runs: they wait for it, and go on. */
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { mkdirSync } from "node:fs";
import { requirePostgres, startCluster } from "../../scripts/postgres/cluster.ts";
import { createRandom } from "../../src/random/seeded.ts";
import type { ChildSpec } from "../../test/durable/child.ts";
import { childPath, listIds, readWork, samplingProgram } from "../../test/durable/killing.ts";
import { readWorkLog } from "../../test/durable/sampling.ts";
import { spawnChild } from "../../test/store/spawned.ts";
import { type Line, tell, toLine } from "../common/results.ts";
import { requireGoing } from "../common/parts.ts";
import { type DurablePart, schema, seed, type Setting } from "./setting.ts";

const times = 10;
const input = { seed: 5, steps: 300, tokens: 8 };

export const restarts: DurablePart = {
  id: "restarts",
  title: "PostgreSQL crashes in the middle of a run",
  method: `A run of ${input.steps} steps on \`world:dated\`; at a drawn moment the server gets SIGQUIT, which drops all connections and writes nothing, and is started again. The process goes on by itself.`,
  describeSize: () => `${times} crashes, one a run`,
  run,
};

async function run(setting: Setting): Promise<Line[]> {
  await using cluster = await startCluster(requirePostgres());
  const directory = join(setting.folder, "postgres");
  mkdirSync(directory);
  const spec: ChildSpec = { directory, databaseUrl: cluster.url, schema, program: samplingProgram, model: "world:dated", log: join(directory, "log"), begin: input };
  const expected = (await listIds(spec, input)).join(",");
  const random = createRandom(seed);
  const [problems, ids, positions]: [string[], string[], number[]] = [[], [], []];
  for (let time = 0; time < times; time++) {
    requireGoing(setting);
    const child = spawnChild(childPath, [JSON.stringify(spec)]);
    const id = (await child.nextLine()).replace("begun ", "");
    await sleep(random.uniform() * 1500);
    positions.push(readWorkLog(spec.log).filter((line) => line.startsWith(`${id} `)).length);
    await cluster.restart();
    const said = await child.nextLine().catch(() => "it has ended");
    if (said !== `done ${expected}`) problems.push(`run ${id}: ${said.slice(0, 80)}`);
    ids.push(id);
    setting.progress(time + 1, times);
  }
  problems.push(...readWork(readWorkLog(spec.log), ids).problems);
  const inside = positions.filter((at) => at > 0 && at < input.steps).length;
  return [
    toLine("every run ends with the steps of an undisturbed run (same ids), each done once", times, "all", problems),
    tell("crashes that came between a run's first step and its last", times, String(inside)),
  ];
}
