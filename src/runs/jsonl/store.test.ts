import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exampleSetting, exampleStep, runStoreCases } from "../../testing/run-store-conformance.ts";
import type { RunStore, RunStoreSetting } from "../run.ts";
import { appendDurably } from "./append.ts";
import { createJsonlRunStore } from "./store.ts";

let root = "";
let count = 0;
beforeAll(async () => void (root = await mkdtemp(join(tmpdir(), "premise-runs-"))));
afterAll(() => rm(root, { recursive: true, force: true }));

const freshDirectory = (): string => join(root, `${count++}`, "runs");
const create = (setting: RunStoreSetting): RunStore => createJsonlRunStore({ ...setting, directory: freshDirectory() });

async function recordOne(): Promise<{ store: RunStore; id: string; path: string }> {
  const directory = freshDirectory();
  const store = createJsonlRunStore({ ...exampleSetting(), directory });
  const recorder = await store.start({ kind: "ask", title: "a" });
  await recorder.record(exampleStep());
  await recorder.record(exampleStep({ seed: 9 }));
  await recorder.finish("done");
  return { store, id: recorder.header.id, path: join(directory, `${recorder.header.id}.jsonl`) };
}

describe("conformance", () => {
  it("has cases to run", () => expect(runStoreCases.length).toBeGreaterThan(4));
  for (const each of runStoreCases) it(each.name, () => each.run(create));
});

describe("a file that is not whole", () => {
  it("is an interrupted run at every length that a crash can leave", async () => {
    const { store, id, path } = await recordOne();
    const text = await readFile(path, "utf8");
    const ends = [...text.matchAll(/\n/g)].map((match) => match.index + 1);
    expect(ends).toHaveLength(4);
    for (let length = 0; length < text.length - 1; length += 7) {
      if (ends.includes(length)) continue;
      await writeFile(path, text.slice(0, length));
      const record = await store.read(id);
      expect(record.status).toBe("interrupted");
      expect(record.steps).toHaveLength(Math.max(0, ends.filter((end) => end <= length).length - 1));
      expect((await store.list())[0]?.header.startedAt).toBe("2026-03-01T10:00:00.000Z");
    }
  });

  it("is interrupted without an end when its writer has gone, and running while it lives", async () => {
    const { store, id, path } = await recordOne();
    const unfinished = (await readFile(path, "utf8")).split("\n").slice(0, 3).join("\n") + "\n";
    await writeFile(path, unfinished);
    expect((await store.read(id)).status).toBe("running");
    await writeFile(path, unfinished.replace(/"pid":\d+/, '"pid":2147483646'));
    expect((await store.read(id)).status).toBe("interrupted");
  });
});

describe("a file that was changed", () => {
  const changes: [string, (lines: string[]) => string[]][] = [
    ["a step's content", (l) => l.map((line) => line.replace('"seed":9', '"seed":8'))],
    ["a step taken out", (l) => l.filter((_, i) => i !== 1)],
    ["the last step taken out", (l) => l.filter((_, i) => i !== 2)],
    ["steps in another order", (l) => [l[0], l[2], l[1], l[3]] as string[]],
    ["a line that is no JSON", (l) => l.map((line, i) => (i === 1 ? "{" : line))],
    ["another run's header", (l) => l.map((line) => line.replace(/"id":"2026/, '"id":"2025'))],
    ["a negative cost", (l) => l.map((line) => line.replace('"promptTokens":7', '"promptTokens":-7'))],
  ];
  it.each(changes)("is damaged, and listed as that: %s", async (_, change) => {
    const { store, id, path } = await recordOne();
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    await writeFile(path, change(lines).join("\n") + "\n");
    await expect(store.read(id)).rejects.toMatchObject({ code: "run/damaged" });
    expect((await store.list()).map((record) => record.status)).toEqual(["damaged"]);
  });
});

describe("a disk that fails", () => {
  it("is run/write-failed with the reason, when the folder cannot be made", async () => {
    await writeFile(join(root, "file"), "");
    const store = createJsonlRunStore({ ...exampleSetting(), directory: join(root, "file", "runs") });
    const thrown = await store.start({ kind: "ask", title: "a" }).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "run/write-failed", details: { problem: "a part of the path is no folder" } });
  });

  it("keeps the steps before the one that did not fit", async () => {
    const directory = freshDirectory();
    let room = 2;
    const append: typeof appendDurably = async (...args) => {
      if (room-- === 0) throw Object.assign(new Error("ENOSPC: write"), { code: "ENOSPC" });
      await appendDurably(...args);
    };
    const store = createJsonlRunStore({ ...exampleSetting(), directory, append });
    const recorder = await store.start({ kind: "ask", title: "a" });
    await recorder.record(exampleStep());
    const thrown = await recorder.record(exampleStep()).catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: "run/write-failed", details: { problem: "no space left on the disk" } });
    await recorder.finish("failed");
    const record = await store.read(recorder.header.id);
    expect([record.status, record.steps.length]).toEqual(["failed", 1]);
  });

  it("never writes over a file that is there", async () => {
    const path = join(root, "there.jsonl");
    await appendFile(path, "kept\n");
    await expect(appendDurably(path, "new\n", true)).rejects.toMatchObject({ code: "EEXIST" });
    expect(await readFile(path, "utf8")).toBe("kept\n");
  });
});
