import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestIo, type TestIo } from "../../../test/doubles/test-io.ts";
import { freshPostgresUrl } from "../../../test/store/fresh.ts";
import { systemClock } from "../../random/clock.ts";
import { openRunEngine } from "../../runs/durable/engine.ts";
import { registers } from "../commands.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { toRequest } from "../reason/flags.ts";
import { packageVersion } from "../version.ts";
import { queueOf } from "../worker/queue.ts";

let home = "";
beforeAll(() => void (home = mkdtempSync(join(tmpdir(), "premise-worker-"))));
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function run(args: readonly string[], change: Partial<Io> = {}): Promise<TestIo> {
  const test = createTestIo({ env: { HOME: home }, ...change });
  await createProgram(test.io, registers).parseAsync(args, { from: "user" });
  return test;
}

describe("worker", () => {
  it("needs a server, and says what is wrong with its options", async () => {
    await expect(run(["worker", "--model", "world:dated"])).rejects.toMatchObject({ code: "config/no-database" });
    for (const rate of ["10", "0/60", "10/x", "-1/2"]) await expect(run(["worker", `--rate=${rate}`])).rejects.toMatchObject({ code: "usage/invalid-argument" });
    await expect(run(["worker", "--max-running", "2"])).rejects.toMatchObject({ code: "usage/invalid-argument" });
  });

  it("runs what waits in its model's queue, says so, and ends when it is told to", async (context) => {
    const url = await freshPostgresUrl();
    if (url === null) return context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
    const [model, other] = ["world:dated", "world:reasoners"];
    const { request, premise } = toRequest("Why does bread rise?", { steps: 2 }, { premise: undefined, temperature: undefined });
    const enqueue = async (name: string): Promise<string> => {
      await using engine = await openRunEngine({ address: async () => ({ kind: "postgres", url }), bodies: {}, clock: systemClock, version: packageVersion(), unique: () => crypto.randomUUID() });
      const input = { request, premise, model: name, documents: null, resources: {} };
      return (await engine.start({ kind: "reason", title: request.question, input, fingerprint: null }, { queue: queueOf(name) })).id;
    };
    const [id, left] = [await enqueue(model), await enqueue(other)];
    const stopping = new AbortController();
    const lines: string[] = [];
    const worker = run(["worker", "--model", model, "--poll", "100", "--json"], {
      env: { HOME: home, DATABASE_URL: url }, signal: stopping.signal,
      out: (text) => {
        lines.push(text);
        stopping.abort();
      },
    });
    await worker;
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([expect.objectContaining({ id, kind: "reason", status: "done" })]);
    const { out } = await run(["runs", "list", "--json"], { env: { HOME: home, DATABASE_URL: url } });
    const found = (JSON.parse(out()) as { readonly runs: readonly { readonly id: string; readonly status: string }[] }).runs.filter((each) => each.id === id || each.id === left);
    expect(found.map(({ id: each, status }) => [each, status])).toEqual([[left, "running"], [id, "done"]]);
    const cancelled = await run(["runs", "cancel", left, "--json"], { env: { HOME: home, DATABASE_URL: url } });
    expect(JSON.parse(cancelled.out())).toEqual({ id: left, status: "interrupted" });
  }, 120_000);
});
