import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReasonRecord } from "../../../test/doubles/reason-record.ts";
import { createTestIo, type TestIo } from "../../../test/doubles/test-io.ts";
import { toRunLines } from "../../runs/export/jsonl.ts";
import { parseRun } from "../../runs/lines.ts";
import { digestSteps } from "../../runs/verify.ts";
import { registers } from "../commands.ts";
import type { Io } from "../io.ts";
import { createProgram } from "../program.ts";
import { displayWidth } from "../text.ts";

const record = createReasonRecord();
const { id } = record.header;
const second = "20260302T100000000Z-0123abcd";
let home = "";
let path = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "premise-runs-cli-"));
  const folder = join(home, ".local/share/premise/runs");
  await mkdir(folder, { recursive: true });
  path = join(folder, `${id}.jsonl`);
  await writeFile(path, toRunLines(record));
  await writeFile(join(folder, `${second}.jsonl`), toRunLines({ ...record, header: { ...record.header, id: second } }));
});
afterAll(() => rm(home, { recursive: true, force: true }));

async function run(args: readonly string[], change: Partial<Io> = {}): Promise<TestIo & { readonly error: unknown }> {
  const test = createTestIo({ env: { HOME: home }, ...change });
  const error: unknown = await createProgram(test.io, registers).parseAsync(["runs", ...args], { from: "user" }).then(() => null, (thrown: unknown) => thrown);
  return { ...test, error };
}

describe("runs tree", () => {
  it("draws the line to the end, and what was refused or given up beside it", async () => {
    const out = (await run(["tree", id], { columns: 80 })).out();
    expect(out).toMatch(/^├─○ thought 2 +refused +62\.0.% +4\.0.% +1\.25 +8$/m);
    expect(out).toMatch(/^│ ● thought 3 +kept +2\.0.% +n\/m /m);
    expect(out).toContain("│ │   + Found: Yeast");
    expect(out).toContain("Too few tokens to tell an author by");
    expect(out).not.toContain("\u001b");
  });

  it.each([60, 80, 120])("is never wider than %d columns, whatever a model wrote", async (columns) => {
    const hostile = createReasonRecord({ text: (text) => `${text}\u001b[31m\n\u202e漢字${"x".repeat(200)}` });
    const header = { ...hostile.header, id: `20260303T100000000Z-${columns}` };
    await writeFile(join(path, "..", `${header.id}.jsonl`), toRunLines({ ...hostile, header }));
    const lines = (await run(["tree", header.id], { columns })).out().split("\n");
    expect(lines.length).toBeGreaterThan(20);
    // A title is wrapped at its spaces; a word that is wider than the terminal stands alone.
    expect(lines.filter((line) => !/^\S*x{200}$/.test(line)).filter((line) => displayWidth(line) > columns)).toEqual([]);
    for (const sign of ["\u001b", "\u202e"]) expect(lines.join("\n")).not.toContain(sign);
    await rm(join(path, "..", `${header.id}.jsonl`));
  });

  it("has colours on a terminal, and as JSON all numbers with their children", async () => {
    expect((await run(["tree", id], { isOutTerminal: true })).out()).toContain("\u001b[");
    const { steps } = JSON.parse((await run(["tree", id, "--json"])).out()) as { steps: { id: string; children: string[]; lane: number; surprisal: number | null; credences: unknown }[] };
    expect(steps.map((step) => step.lane)).toEqual([0, 0, 0, 1, 0, 1, 1, 0, 0, 0]);
    expect(steps[2]?.children).toEqual([steps[3]?.id, steps[4]?.id]);
    expect(steps[0]).toMatchObject({ surprisal: null, credences: null });
    expect((await run(["tree", "nothing"])).error).toMatchObject({ code: "run/unknown" });
  });
});

describe("runs verify", () => {
  it("calls a sound run sound, by itself and among all", async () => {
    const one = await run(["verify", id]);
    expect(one.out()).toBe(`${id}  sound    done, 10 steps, digest ${digestSteps(record.steps).slice(0, 12)}\n`);
    expect(one.error).toBeNull();
    expect(JSON.parse((await run(["verify", id, "--json"])).out())).toEqual({ id, status: "done", steps: 10, digest: digestSteps(record.steps), damage: null });
    const all = await run(["verify", "--all"]);
    expect(all.out().match(/sound/g)).toHaveLength(2);
  });

  it("says where a changed file is damaged, goes on with the others, and fails", async () => {
    await writeFile(path, toRunLines(record).replace("no oven", "an oven"));
    const { out, error } = await run(["verify", "--all"]);
    expect(out()).toContain(`${id}  damaged  step 4: its content does not have the hash that it names\n`);
    expect(out()).toContain(`${second}  sound`);
    expect(error).toMatchObject({ code: "run/not-sound", details: { failed: 1, total: 2 } });
    const json = await run(["verify", id, "--json"]);
    expect(JSON.parse(json.out())).toMatchObject({ id, damage: { code: "run/damaged", step: 4 } });
    expect(json.error).toMatchObject({ code: "run/not-sound" });
    expect((await run(["verify", "--all", "--json"])).out()).toMatch(/^\{\n {2}"runs"/);
    await writeFile(path, toRunLines(record));
  });

  it("wants either a run or all of them, and one that is there", async () => {
    for (const args of [["verify"], ["verify", id, "--all"]]) expect((await run(args)).error).toMatchObject({ code: "usage/invalid-argument" });
    expect((await run(["verify", "nothing"])).error).toMatchObject({ code: "run/unknown" });
    const empty = await run(["verify", "--all"], { env: { HOME: join(home, "empty") } });
    expect([empty.out(), empty.error]).toEqual(["No runs yet.\n", null]);
  });
});

describe("runs export", () => {
  it("gives its lines by default, which are read again", async () => {
    expect(parseRun(id, (await run(["export", id])).out())).toEqual(record);
  });

  it.each([["inspect", '"version":2'], ["html", "<!doctype html>"]])("gives %s to stdout, or to a file", async (format, beginning) => {
    const { out } = await run(["export", id, "--format", format]);
    expect(out().slice(0, 20)).toContain(beginning);
    const file = join(home, "exported", `run.${format}`);
    const written = await run(["export", id, "--format", format, "--out", file]);
    expect(await readFile(file, "utf8")).toBe(out());
    expect([written.out(), written.err()]).toEqual(["", `${id} is in ${file}.\n`]);
  });

  it("refuses a format that it has not, and a place where it cannot write", async () => {
    expect((await run(["export", id, "--format", "pdf"])).error).toMatchObject({ code: "commander.invalidArgument" });
    expect((await run(["export", id, "--out", join(path, "below")])).error).toMatchObject({ code: "output/unwritable" });
  });
});

it("runs show tells what became of each draft", async () => {
  const out = (await run(["show", id], { columns: 160 })).out();
  expect(out).toMatch(/thought 2 +\S.* refused \(AI 62\.0.%, world 4\.0.%\): "As a language model/);
  expect(out).toMatch(/thought 1 .*kept \(AI n\/m, world n\/m\)/);
  expect(out).toMatch(/restate +- +"The same baker/);
});
