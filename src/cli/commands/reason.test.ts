import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestIo, type TestIo } from "../../../test/doubles/test-io.ts";
import { freshPostgresUrl, makeTemplate } from "../../../test/store/fresh.ts";
import type { ReasonResult } from "../../reason/result.ts";
import type { RunRecord } from "../../runs/run.ts";
import { registers } from "../commands.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";

let home = "";
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "premise-reason-"));
  // A first opening of the database takes seconds.
  cpSync(await makeTemplate(), join(home, "data/store"), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
afterEach(() => void (process.exitCode = 0));

async function run(args: readonly string[], change: Partial<Io> = {}): Promise<TestIo> {
  const test = createTestIo({ env: { HOME: home, PREMISE_DATA_DIR: join(home, "data") }, ...change });
  await createProgram(test.io, registers).parseAsync(["--quiet", ...args], { from: "user" });
  return test;
}

const world = ["--model", "world", "--json"];
const reasonJson = async (args: readonly string[], change?: Partial<Io>): Promise<ReasonResult> => JSON.parse((await run(["reason", "Why does the bread rise?", ...world, ...args], change)).out()) as ReasonResult;
const readRun = async (id: string): Promise<RunRecord> => JSON.parse((await run(["runs", "show", id, "--json"])).out()) as RunRecord;

describe("reason", () => {
  it("thinks, answers, and leaves a run that can be shown, checked and exported", async () => {
    const result = await reasonJson(["--steps", "3", "--ends", "at-steps", "--seed", "5"]);
    expect([result.outcome, result.thoughts.length, result.policy]).toEqual(["answered", 3, "resample"]);
    const record = await readRun(result.runId);
    expect([record.header.kind, record.status, record.steps.at(-1)?.kind]).toEqual(["reason", "done", "answer"]);
    expect((await run(["runs", "verify", result.runId, "--json"])).out()).toContain(result.runId);
    expect((await run(["runs", "export", result.runId, "--format", "html"])).out()).toContain("<!doctype html>");
    const again = await reasonJson(["--steps", "3", "--ends", "at-steps", "--seed", "5"]);
    expect((await readRun(again.runId)).steps.map(({ id }) => id)).toEqual(record.steps.map(({ id }) => id));
  });

  it("that is interrupted goes on where it was left, to the end of an undisturbed run", async () => {
    const args = ["--steps", "40", "--ends", "at-steps", "--policy", "none", "--seed", "6", "--budget", "6000"];
    const whole = await readRun((await reasonJson(args)).runId);
    const stopping = new AbortController();
    const err = { isErrTerminal: true, err: (text: string) => {
      if (text.includes("Thought 5 ")) stopping.abort();
    } };
    const failure = await reasonJson(args, { signal: stopping.signal, ...err }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "run/interrupted-resumable" });
    const { run: id } = (failure as { details: { run: string } }).details;
    const left = await readRun(id);
    expect([left.status, left.steps.length > 5, left.steps.length < whole.steps.length]).toEqual(["interrupted", true, true]);
    expect((await run(["runs", "resume", id, "--json"])).out()).toContain('"outcome": "answered"');
    expect((await readRun(id)).steps.map((step) => step.id)).toEqual(whole.steps.map((step) => step.id));
    await expect(run(["runs", "resume", id])).rejects.toMatchObject({ code: "run/finished" });
    const fork = JSON.parse((await run(["runs", "fork", id, "--steps", "6", "--seed", "7", "--json"])).out()) as ReasonResult;
    const forked = await readRun(fork.runId);
    expect(forked.steps.slice(0, 6).map((step) => step.id)).toEqual(whole.steps.slice(0, 6).map((step) => step.id));
    expect(forked.steps[6]?.id).not.toBe(whole.steps[6]?.id);
  }, 120_000);

  it("that is refused says so, and ends with exit code 3", async () => {
    const { out } = await run(["reason", "Why does the bread rise?", "--model", "world", "--max-credence", "0.5"]);
    expect(process.exitCode).toBe(3);
    expect(out()).toContain("No answer: every draft was refused");
  });

  it("reads documents as a library, and refuses to go on when they have changed", async () => {
    const folder = join(home, "books");
    rmSync(folder, { recursive: true, force: true });
    await expect(reasonJson(["--premise", "reading-room", "--documents", folder])).rejects.toMatchObject({ code: "input/unreadable" });
    cpSync(new URL("../../../examples", import.meta.url).pathname, folder, { recursive: true, filter: (path) => !path.endsWith(".ts") });
    writeFileSync(join(folder, "bread.txt"), "Bread rises because the yeast makes carbon dioxide.\n");
    const result = await reasonJson(["--premise", "reading-room", "--documents", folder, "--steps", "2"]);
    expect(result.premise.id).toBe("reading-room");
    writeFileSync(join(folder, "bread.txt"), "Bread falls.\n");
    await expect(run(["runs", "fork", result.runId, "--steps", "2", "--json"])).rejects.toMatchObject({ code: "resource/changed" });
  });

  it.each<[readonly string[], string]>([
    [["--budget", "0"], "usage/invalid-argument"], [["--budget", "many"], "usage/invalid-argument"], [["--budget", "3"], "reason/budget-too-small"], [["--keep", "2"], "usage/invalid-argument"], [["--tries", "2", "--policy", "stop"], "usage/invalid-argument"],
    [["--returns", "2"], "usage/invalid-argument"], [["--policy", "none", "--max-credence", "0.1"], "usage/invalid-argument"], [["--tree", "2", "--policy", "panel"], "usage/invalid-argument"], [["--premise", "peer-review"], "premise/no-notes"],
    [["--policy", "panel", "--premise", "working-notes"], "premise/no-panel"], [["--premise", "no-such"], "premise/unknown"], [["--documents", "/nowhere"], "usage/invalid-argument"], [["--detach"], "config/no-database"],
  ])("refuses %j", async (args, code) => {
    await expect(reasonJson(args)).rejects.toMatchObject({ code });
  });

  it("can be left to a worker", async (context) => {
    const url = await freshPostgresUrl();
    if (url === null) return context.skip("DATABASE_URL names no PostgreSQL; npm run test:postgres starts one");
    const env = { HOME: home, PREMISE_DATA_DIR: join(home, "detached"), DATABASE_URL: url };
    const { id } = JSON.parse((await run(["reason", "Why?", ...world, "--steps", "2", "--detach"], { env })).out()) as { id: string };
    const stopping = new AbortController();
    const told: string[] = [];
    const out = (text: string): void => {
      told.push(text);
      stopping.abort();
    };
    await run(["worker", "--model", "world", "--poll", "50", "--json"], { env, signal: stopping.signal, out });
    expect(told.map((line) => (JSON.parse(line) as { id: string; status: string }))).toMatchObject([{ id, status: "done" }]);
  });
});
