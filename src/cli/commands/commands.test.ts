import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestIo, type TestIo } from "../../../test/doubles/test-io.ts";
import type { AskResult } from "../../ask/result.ts";
import { createStarter } from "../../premises/starter.ts";
import { registers } from "../commands.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";

let home = "";
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), "premise-cli-"))));
afterAll(() => rm(home, { recursive: true, force: true }));

async function run(args: readonly string[], change: Partial<Io> & { readonly input?: string } = {}): Promise<TestIo> {
  const test = createTestIo({ env: { HOME: home }, ...change });
  await createProgram(test.io, registers).parseAsync(args, { from: "user" });
  return test;
}
const question = "Why does the bread rise?";
const choices = ["--choices", "because of the yeast", "because of the moon"];
const ask = ["ask", question, "--model", "world"];

describe("ask", () => {
  it("prints the fixed shape as JSON, and records the run", async () => {
    const { out, err } = await run([...ask, ...choices, "--json"]);
    const result = JSON.parse(out()) as AskResult;
    expect(Object.keys(result).slice(0, 7)).toEqual(["answers", "credence", "cost", "disclosure", "premise", "model", "runId"]);
    expect(err()).toBe("");
    expect(await readdir(join(home, ".local/share/premise/runs"))).toContain(`${result.runId}.jsonl`);
    const { out: shown } = await run(["runs", "show", result.runId, "--json"]);
    expect(JSON.parse(shown())).toMatchObject({ header: { id: result.runId, title: question }, status: "done" });
  });

  it("prints plain text: every answer, and how it came about", async () => {
    const { out, err } = await run([...ask, ...choices, "--show-prompt"]);
    for (const part of [question, "because of the yeast", "because of the moon", "world:four-authors", "expert-panel", "cannot measure (no calibration)", "Machine-generated: ", "letter", "Answer:"]) expect(out()).toContain(part);
    expect(out()).not.toContain("\u001b");
    expect(err()).toMatch(/^Next: premise runs show /);
    expect((await run([...ask, ...choices, "--quiet"])).err()).toBe("");
  });

  it("uses what the model reference says, and refuses what it would ignore", async () => {
    const asked = ["ask", question, "--samples", "2", "--max-tokens", "3", "--json", "--model"];
    const read = async (args: readonly string[]): Promise<AskResult> => JSON.parse((await run(args)).out()) as AskResult;
    const preset = await read([...asked, "world?premise=careful-student&temperature=0.5"]);
    expect(preset).toMatchObject({ model: "world:four-authors", premise: { id: "careful-student" }, sampling: { temperature: 0.5 } });
    const flagged = await read([...asked, "world:two-authors?premise=careful-student&temperature=0.5", "--premise", "expert-panel", "--temperature", "2"]);
    expect(flagged).toMatchObject({ model: "world:two-authors", premise: { id: "expert-panel" }, sampling: { temperature: 2 } });
    await expect(run(["ask", question, "--model", "world?temperature=0.5", ...choices])).rejects.toMatchObject({ code: "usage/invalid-argument" });
    for (const parameter of ["premise=expert-panel", "temperature=1"]) {
      await expect(run(["score", "--model", `world?${parameter}`])).rejects.toMatchObject({ code: "predictor/unsupported" });
    }
    await expect(run(["score", "--model", "world?adapter=x:1"])).rejects.toMatchObject({ code: "predictor/unsupported" });
  });

  it("uses the settings also in the exact world", async () => {
    const env = { HOME: home, PREMISE_CONTEXT_TOKENS: "12" };
    await expect(run(ask, { env })).rejects.toMatchObject({ code: "predictor/context-too-long", details: { limit: 12 } });
  });

  it("takes no option for a choice, and no bytes that are not UTF-8 for a question", async () => {
    await expect(run(["ask", question, "--choices", "--model", "world"])).rejects.toMatchObject({ code: "usage/invalid-argument", message: expect.stringContaining("--model") as string });
    const { io } = createTestIo({ env: { HOME: home } });
    const bytes = { ...io, stdin: Readable.from([Uint8Array.of(0xff, 0xfe)]) };
    await expect(run(["ask", "-", "--model", "world"], bytes)).rejects.toMatchObject({ code: "input/unreadable" });
  });

  it("uses colours on a terminal, but not with NO_COLOR", async () => {
    expect((await run([...ask, ...choices], { isOutTerminal: true })).out()).toContain("\u001b[");
    expect((await run([...ask, ...choices], { isOutTerminal: true, env: { HOME: home, NO_COLOR: "1" } })).out()).not.toContain("\u001b[");
  });

  it("never writes wider than the terminal", async () => {
    for (const columns of [44, 60, 80, 100]) {
      const { out } = await run([...ask, ...choices, "--premise", "expert-panel", "--premise", "careful-student"], { columns });
      const widest = Math.max(...out().split("\n").map((line) => line.length));
      expect(widest).toBeLessThanOrEqual(columns);
      expect(widest).toBeGreaterThan(columns / 2);
    }
  });

  it("shows progress on a terminal only", async () => {
    expect((await run([...ask, "--samples", "2", "--quiet"], { isErrTerminal: true })).err()).toContain("1 of 2");
  });

  it("names the methods over columns that were not made by the same one", async () => {
    const yaml = createStarter("no-list").replace(/ {2}listed: \|-\n(?: {4}.*\n|\n)+/, "");
    const file = join(home, "no-list.yaml");
    await writeFile(file, yaml);
    const { out } = await run([...ask, ...choices, "--premise", file, "--premise", "expert-panel"], { columns: 100 });
    expect(out()).toMatch(/\n +no-list +expert-panel\n +by per-token +by letter\n/);
    expect((await run([...ask, ...choices, "--premise", "careful-student", "--premise", "expert-panel"])).out()).not.toContain("by letter");
  });

  it("puts several premises side by side", async () => {
    const two = ["--premise", "expert-panel", "--premise", "careful-student"];
    const { results } = JSON.parse((await run([...ask, ...choices, ...two, "--json"])).out()) as { results: AskResult[] };
    expect(results.map((result) => result.premise.id)).toEqual(["expert-panel", "careful-student"]);
    const { out } = await run([...ask, ...choices, ...two]);
    expect(out()).toMatch(/^ +expert-panel +careful-student$/m);
    const { out: sampled } = await run([...ask, ...two, "--samples", "2"]);
    expect(sampled()).toMatch(/── expert-panel ─+\n[^]*── careful-student ─/);
  });

  it("gives the same answers for the same seed", async () => {
    const answers = async (seed: string): Promise<unknown> => (JSON.parse((await run([...ask, "--seed", seed, "--json"])).out()) as AskResult).answers;
    expect(await answers("7")).toEqual(await answers("7"));
    expect(await answers("7")).not.toEqual(await answers("8"));
  });

  it("reads the question from stdin", async () => {
    const { out } = await run(["ask", "-", "--model", "world", "--json"], { input: `${question}\n` });
    expect((JSON.parse(out()) as AskResult).question).toBe(question);
  });

  it.each([
    [["--choices", "a"], "usage/too-few-choices"],
    [["--choices", "a", "a"], "usage/equal-choices"],
    [["--choices", "a", "b", "--samples", "3"], "usage/invalid-argument"],
    [["--choices", "a", "b", "--temperature", "1"], "usage/invalid-argument"],
    [["--scoring", "letter"], "usage/invalid-argument"],
    [["--samples", "0"], "usage/invalid-argument"],
    [["--samples", "two"], "usage/invalid-argument"],
    [["--top-p", "0"], "usage/invalid-argument"],
    [["--temperature", "-1"], "usage/invalid-argument"],
    [["--seed", "1.5"], "usage/invalid-seed"],
    [["--seed", "4294967296"], "usage/invalid-seed"],
    [["--premise", "expert-pannel"], "premise/unknown"],
    [["--scoring", "best", ...choices], "commander.invalidArgument"],
  ])("refuses %j before it loads a model or writes a run", async (more, code) => {
    const clean = await mkdtemp(join(home, "clean-"));
    await expect(run(["ask", question, "--model", "not-there.gguf", ...more], { env: { HOME: clean } })).rejects.toMatchObject({ code });
    expect(await readdir(clean)).toEqual([]);
  });
});

describe("score", () => {
  const line = (value: object): string => `${JSON.stringify(value)}\n`;

  it("answers lines from stdin and from a file alike", async () => {
    const input = line({ id: 1, context: "The", continuation: " bread" }) + line({ id: 2, context: "", continuation: "x", bos: false });
    const path = join(home, "lines.jsonl");
    await writeFile(path, input);
    const { out } = await run(["score", "--model", "world"], { input });
    expect((await run(["score", "--model", "world", path])).out()).toBe(out());
    expect(out().trimEnd().split("\n").map((each) => (JSON.parse(each) as { id: unknown }).id)).toEqual([1, 2]);
  });

  it("fails at the end when a line failed, after all others", async () => {
    const test = createTestIo({ env: { HOME: home }, input: `{\n${line({ id: 2, context: "a", continuation: " b" })}` });
    const program = createProgram(test.io, registers);
    await expect(program.parseAsync(["score", "--model", "world"], { from: "user" })).rejects.toMatchObject({ code: "score/lines-failed", details: { failed: 1, total: 2 } });
    expect(test.out().trimEnd().split("\n").map((each) => Object.keys(JSON.parse(each) as object))).toEqual([["id", "error"], ["id", "logprob", "tokens", "bytes"]]);
  });

  it("tells of a file that can't be read before it loads a model", async () => {
    await expect(run(["score", "--model", "not-there.gguf", join(home, "nothing")])).rejects.toMatchObject({ code: "input/unreadable" });
  });
});

describe("runs", () => {
  it("shows what it does not know of a run as unknown, never as 0", async () => {
    const env = { HOME: await mkdtemp(join(home, "runs-")) };
    const { out } = await run(["ask", question, "--model", "world", "--samples", "3", "--max-tokens", "2", "--json"], { env });
    const { runId } = JSON.parse(out()) as AskResult;
    const shown = (await run(["runs", "show", runId], { env })).out();
    expect(shown.match(/sample \d +\d+ \+ \d+ tokens/g)).toHaveLength(3);
    await writeFile(join(env.HOME, ".local/share/premise/runs", `${runId}.jsonl`), "not a run\n");
    expect((await run(["runs", "list"], { env })).out()).toMatch(/damaged +- +-/);
    expect(JSON.parse((await run(["runs", "list", "--json"], { env })).out())).toMatchObject({ runs: [{ id: runId, status: "damaged", cost: null, steps: null }] });
  });

  it("lists the newest first, and shows a run's steps", async () => {
    const env = { HOME: await mkdtemp(join(home, "runs-")) };
    expect((await run(["runs", "list"], { env })).out()).toMatch(/^No runs yet\./);
    await run([...ask, ...choices], { env });
    await run([...ask, "--samples", "2"], { env, clock: { now: () => new Date(Date.UTC(2026, 3, 1)), seconds: () => 0 } });
    const { runs } = JSON.parse((await run(["runs", "list", "--json"], { env })).out()) as { runs: { id: string }[] };
    expect(runs.map((each) => each.id.slice(0, 8))).toEqual(["20260401", "20260301"]);
    const { out, err } = await run(["runs", "list", "--limit", "1"], { env });
    expect(out().trimEnd().split("\n")).toHaveLength(2);
    expect(err()).toContain("1 more");
    expect((await run(["runs", "list", "--limit", "1", "--quiet"], { env })).err()).toBe("");
    const shown = (await run(["runs", "show", "202604"], { env })).out();
    for (const kind of ["gate", "render", "sample", "answer"]) expect(shown).toMatch(new RegExp(`^[0-9a-f]{12}  ${kind}`, "m"));
    await expect(run(["runs", "show", "2026"], { env })).rejects.toMatchObject({ code: "run/unknown" });
  });
});

describe("doctor", () => {
  it("finds what is there, and tells where settings come from", async () => {
    const { out } = await run(["doctor", "--json"], { env: { HOME: home, PREMISE_MIRROR: "https://me:secret@host/x" } });
    const { checks, settings } = JSON.parse(out()) as { checks: { name: string; status: string }[]; settings: { name: string; value: unknown; origin: string }[] };
    expect(checks.map((check) => check.name)).toEqual(expect.arrayContaining(["node", "platform", "llama.cpp", "settings", "data directory", "model gemma-3-270m"]));
    expect(checks.find((check) => check.name === "model gemma-3-270m")?.status).toBe("missing");
    expect(settings).toContainEqual({ name: "mirror", value: "https://***@host/x", origin: "PREMISE_MIRROR" });
    expect(out()).not.toContain("secret");
    expect((await run(["doctor"])).out()).toMatch(/^ {2}ok {5} {2}node/m);
  });

  it("fails when the data directory can't be written, or the settings can't be read", async () => {
    const file = join(home, "file");
    await writeFile(file, "");
    await expect(run(["doctor"], { env: { HOME: home, PREMISE_DATA_DIR: join(file, "x") } })).rejects.toMatchObject({ code: "doctor/broken", details: { checks: "data directory" } });
    await expect(run(["doctor"], { env: { HOME: home, PREMISE_THREADS: "no" } })).rejects.toMatchObject({ code: "doctor/broken", details: { checks: "settings" } });
  });
});
