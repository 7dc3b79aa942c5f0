import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, type TestContext } from "vitest";
import { startCluster, requirePostgres } from "../../../scripts/postgres/cluster.ts";
import { createChain } from "../../../test/durable/bodies.ts";
import type { ChildSpec } from "../../../test/durable/child.ts";
import { childPath, killRuns, listIds, samplingProgram } from "../../../test/durable/killing.ts";
import { openEngine, toJob } from "../../../test/durable/open.ts";
import { freshPostgresUrl, runSql } from "../../../test/store/fresh.ts";
import { type Child, spawnChild } from "../../../test/store/spawned.ts";
import { createRandom } from "../../random/seeded.ts";
import type { RunEngine } from "../engine.ts";
import { readWorkLog } from "../../../test/durable/sampling.ts";

const input = { seed: 5, steps: 30, tokens: 4 };
const model = "world:dated";
const queues = [{ name: "q", concurrency: 2, pollMs: 100 }];

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "premise-durable-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(spec: ChildSpec): Child {
  const child = spawnChild(childPath, [JSON.stringify(spec)]);
  onTestFinished(() => void child.process.kill("SIGKILL"));
  return child;
}

async function createPlace(context: TestContext): Promise<{ readonly url: string; readonly schema: string; readonly spec: ChildSpec }> {
  const url = await freshPostgresUrl();
  if (url === null) return context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
  const schema = new URL(url).searchParams.get("application_name") ?? "";
  return { url, schema, spec: { directory: folder, databaseUrl: url, schema, program: samplingProgram, model, log: join(folder, schema) } };
}

const open = (url: string, schema: string, change: Parameters<typeof openEngine>[2] = {}): Promise<RunEngine> => openEngine({ address: async () => ({ kind: "postgres", url }) }, { chain: createChain() }, { schema, ...change });

describe("on a server", () => {
  it("goes on after kill -9 where the record ends", async (context) => {
    const { spec } = await createPlace(context);
    const killed = await killRuns({ spec, input, kills: 4, mostSeconds: 0.3, random: createRandom(12), start });
    expect([killed.problems, killed.kills]).toEqual([[], 4]);
  }, 300_000);

  it("leaves a run to the process that is at it, and takes it when that has died", async (context) => {
    const { url, schema, spec } = await createPlace(context);
    const child = start({ ...spec, begin: { ...input, steps: 100_000 } });
    const id = (await child.nextLine()).replace("begun ", "");
    await using engine = await open(url, schema);
    expect((await engine.runs.read(id)).status).toBe("running");
    await expect(engine.resume(id)).rejects.toMatchObject({ code: "run/in-use" });
    await child.kill();
    await expect.poll(async () => (await engine.runs.read(id)).status).toBe("interrupted");
    await expect(engine.resume(id)).rejects.toMatchObject({ code: "run/unknown-kind" });
    await engine.cancel(id);
  }, 120_000);

  it("cancels a run in another process", async (context) => {
    const { url, schema, spec } = await createPlace(context);
    const child = start({ ...spec, begin: { ...input, steps: 100_000 } });
    const id = (await child.nextLine()).replace("begun ", "");
    await using engine = await open(url, schema);
    await engine.cancel(id);
    const { steps, status } = await engine.runs.read(id);
    expect(status).toBe("interrupted");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await engine.runs.read(id)).steps.length).toBe(steps.length);
  }, 120_000);

  it("hands over what a dead worker had begun, and what one that was stopped leaves", async (context) => {
    const { url, schema, spec } = await createPlace(context);
    await using engine = await open(url, schema);
    const runs = [];
    for (let i = 0; i < 8; i++) runs.push(await engine.start({ ...toJob({ seed: 0, steps: 0 }), kind: "child", input: { ...input, steps: 60, seed: i } }, { queue: "q" }));
    const workers = [start({ ...spec, queues }), start({ ...spec, queues }), start({ ...spec, queues })] as const;
    await Promise.all(workers.map((worker) => worker.nextLine()));
    await expect.poll(() => readWorkLog(spec.log).length).toBeGreaterThan(10);
    await workers[0].kill();
    workers[1].process.kill("SIGINT");
    await Promise.all(runs.map((run) => run.result()));
    for (const [i, run] of runs.entries()) {
      const { status, steps } = await engine.runs.read(run.id);
      expect([status, steps.map(({ id }) => id)]).toEqual(["done", await listIds(spec, { ...input, steps: 60, seed: i })]);
    }
  }, 300_000);

  it("makes the tables once, when several processes come at the same time", async (context) => {
    const { spec } = await createPlace(context);
    const schema = `${spec.schema}_new`;
    onTestFinished(async () => void (await runSql(spec.databaseUrl ?? "", `drop schema ${schema} cascade`)));
    const workers = [0, 1, 2].map(() => start({ ...spec, schema, queues }));
    expect(await Promise.all(workers.map((worker) => worker.nextLine()))).toEqual(["working", "working", "working"]);
    for (const worker of workers) await worker.kill();
  }, 120_000);

  it("goes on when the server is restarted in the middle", async (context) => {
    const { schema } = await createPlace(context);
    await using cluster = await startCluster(requirePostgres());
    const waiting = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const chain = createChain(async (position) => {
      if (position === 5) waiting.resolve();
      if (position === 5) await goOn.promise;
    });
    await using engine = await openEngine({ address: async () => ({ kind: "postgres", url: cluster.url }) }, { chain }, { schema });
    const run = await engine.start(toJob({ seed: 1, steps: 20 }));
    await waiting.promise;
    const restarting = cluster.restart();
    goOn.resolve();
    await run.result();
    await restarting;
    const record = await engine.runs.read(run.id);
    expect([record.status, record.steps.length]).toEqual(["done", 20]);
    expect(await runSql(cluster.url, `select count(*)::int as n from ${schema}.operation_outputs`)).toEqual([{ n: 20 }]);
    await engine.close();
  }, 120_000);
});
