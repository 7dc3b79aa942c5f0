import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestIo } from "../../test/doubles/test-io.ts";
import { createTinyPredictor } from "../../test/doubles/tiny-predictor.ts";
import { createWorldPredictor } from "../predictor/world/world-predictor.ts";
import { type OpenModel, runDemoCommand } from "./demo-action.ts";

let directory = "";
beforeAll(async () => void (directory = await mkdtemp(join(tmpdir(), "premise-demo-"))));
afterAll(() => rm(directory, { recursive: true, force: true }));

const chatTemplate = "{% for m in messages %}[{{ m['role'] }}]{{ m['content'] }}\n{% endfor %}[assistant]";
const open: OpenModel = async (model) =>
  model.startsWith("smollm2") ? createTinyPredictor({ info: { model, chatTemplate, contextTokens: 4000 } }) : createWorldPredictor();

describe("premise demo", () => {
  it("shows answers, cost and right answers apart, and writes one whole report", async () => {
    const out = join(directory, "plain");
    const { io, out: text } = createTestIo({ env: { PREMISE_DATA_DIR: join(directory, "data") } });
    await runDemoCommand(io, { out }, open);
    for (const expected of ["Machine-generated:", "expert-panel", "raw question", "chat form", "What it cost", "How many were right (n = 4", "cannot measure (no calibration)", "25 runs recorded", "Try next"]) {
      expect(text()).toContain(expected);
    }
    const files = await readdir(out);
    expect(files).toEqual(["demo-20260301T000000Z.html"]);
    expect(text()).toContain(join(out, files[0] ?? ""));
    expect(await readFile(join(out, files[0] ?? ""), "utf8")).toMatch(/^<!doctype html>[^]*<\/html>\n$/);
    expect(text().split("\n").filter((line) => line.length > 80 && !line.startsWith("Report") && !line.includes("premise"))).toEqual([]);
    expect(await readdir(join(directory, "data", "runs"))).toHaveLength(25);
  });

  it("prints one JSON object, the report under the data directory", async () => {
    const { io, out, err } = createTestIo({ env: { PREMISE_DATA_DIR: join(directory, "json") } });
    await runDemoCommand(io, { json: true, seed: 3 }, open);
    const printed = JSON.parse(out()) as { report: string; seed: number; answers: unknown[][]; summary: { arm: string; quality: { n: number } }[] };
    expect(printed.report.startsWith(join(directory, "json", "reports"))).toBe(true);
    expect(printed.seed).toBe(3);
    expect(printed.answers.flat()).toHaveLength(25);
    expect(printed.summary.map(({ quality }) => quality.n)).toEqual([4, 4, 4, 4, 4]);
    expect(err()).toBe("");
  });

  it("says how to go on in the words that started it", async () => {
    const clone = createTestIo({ env: { PREMISE_DATA_DIR: join(directory, "clone"), npm_lifecycle_event: "demo" } });
    await runDemoCommand(clone.io, {}, open);
    expect(clone.out()).toContain("npm run -s premise -- runs list");
  });

  it("leaves no part behind when it is stopped, or the place cannot be written", async () => {
    const stopping = new AbortController();
    const out = join(directory, "stopped");
    const { io } = createTestIo({ env: { PREMISE_DATA_DIR: join(directory, "stop") }, signal: stopping.signal, out: (text) => { if (text.includes("2. ")) stopping.abort(); } });
    await expect(runDemoCommand(io, { out }, open)).rejects.toSatisfy(() => stopping.signal.aborted);
    expect(await readdir(out).catch(() => "none")).toBe("none");
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, "file"), "");
    const second = createTestIo({ env: { PREMISE_DATA_DIR: join(directory, "stop") } });
    await expect(runDemoCommand(second.io, { out: join(directory, "file") }, open)).rejects.toMatchObject({ code: "output/unwritable" });
  });

  it("opens nothing and asks nothing without a model, offline", async () => {
    const { io, err } = createTestIo({ env: { PREMISE_DATA_DIR: join(directory, "none"), HF_HUB_CACHE: join(directory, "empty"), PREMISE_OFFLINE: "1" } });
    await expect(runDemoCommand(io, {})).rejects.toMatchObject({ code: "model/no-source" });
    expect(err()).toContain("Gemma Terms of Use");
    expect(await readdir(join(directory, "none")).catch(() => "none")).toBe("none");
  });
});
