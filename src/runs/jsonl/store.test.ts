import { appendFile, type FileHandle, mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { hashValue } from "../../random/hash.ts";
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
  await recorder.record(exampleStep({ seed: 9, verdict: { action: "accept", code: "a", limit: null } }));
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
    ["something written after the end", (l) => [...l, "x"]],
    ["an empty line after the end", (l) => [...l, ""]],
    ["a second end", (l) => [...l, l[3]] as string[]],
    ["a member added to a step", (l) => l.map((line) => line.replace('"seed":9', '"seed":9,"note":"a"'))],
    ["a member added to a verdict", (l) => l.map((line) => line.replace('"limit":null', '"limit":null,"__proto__":1'))],
    ["a member added to a step's line", (l) => l.map((line) => line.replace('"type":"step"', '"type":"step","note":"a"'))],
    ["a member added to a cost", (l) => l.map((line) => line.replace('"money":null', '"money":null,"tips":1'))],
    ["a member added to the header", (l) => l.map((line) => line.replace('"kind":"ask"', '"kind":"ask","note":"a"'))],
    ["a member added to the end", (l) => l.map((line) => line.replace('"status":"done"', '"status":"done","note":"a"'))],
    ["without its end: a step that is there twice", (l) => [l[0], l[1], l[2], l[2]] as string[]],
    ["without its end: the first step taken out", (l) => [l[0], l[2]] as string[]],
    ["without its end: a sound step after one that is not there", (l) => [l[0], l[1], orphan(l[2] as string)] as string[]],
  ];
  it.each(changes)("is damaged, and listed as that: %s", async (_, change) => {
    const { store, id, path } = await recordOne();
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    const changed = change(lines);
    expect(changed).not.toEqual(lines);
    await writeFile(path, changed.join("\n") + "\n");
    await expect(store.read(id)).rejects.toMatchObject({ code: "run/damaged" });
    expect((await store.list()).map((record) => record.status)).toEqual(["damaged"]);
  });
});

it("is damaged when there is something after its end, even without a line break", async () => {
  const { store, id, path } = await recordOne();
  await appendFile(path, "x");
  await expect(store.read(id)).rejects.toMatchObject({ code: "run/damaged", details: { problem: "something was written after the run's end" } });
});

/** The step on this line as the child of a step that nobody recorded, with the id that this content gives. */
function orphan(line: string): string {
  const { id: _, cost, ...content } = { ...(JSON.parse(line) as { step: Record<string, unknown> }).step, parent: "0".repeat(64) } as Record<string, unknown>;
  return JSON.stringify({ type: "step", step: { id: hashValue(content), ...content, cost } });
}

describe("a disk that fails", () => {
  afterEach(() => void vi.restoreAllMocks());

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
      return appendDurably(...args);
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
    await expect(appendDurably(path, "new\n", 0)).rejects.toMatchObject({ code: "EEXIST" });
    expect(await readFile(path, "utf8")).toBe("kept\n");
  });

  it("never follows a line that was written in part and could not be taken back", async () => {
    for (const written of [10, 100_000]) {
      const store = create(exampleSetting());
      const recorder = await store.start({ kind: "ask", title: "a" });
      const first = await recorder.record(exampleStep());
      const handles = await failOnce(written);
      await expect(recorder.record(exampleStep({ seed: 5 }))).rejects.toMatchObject({ code: "run/write-failed", details: { problem: "no space left on the disk" } });
      expect((await store.read(recorder.header.id)).status).toBe(written === 10 ? "interrupted" : "running");
      await expect(recorder.record(exampleStep({ seed: 6 })), "while it still can't be taken back").rejects.toMatchObject({ code: "run/write-failed" });
      handles.truncate.mockRestore();
      const second = await recorder.record(exampleStep({ seed: 7 }));
      await recorder.finish("done");
      const record = await store.read(recorder.header.id);
      expect([record.status, record.steps]).toEqual(["done", [first, second]]);
    }
  });

  it("does not go on in a file that has become shorter", async () => {
    const { id, path, store } = await recordOne();
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, 100));
    await expect(appendDurably(path, "new\n", text.length)).rejects.toThrow("100 bytes");
    expect((await store.read(id)).status).toBe("interrupted");
  });
});

/** The next line is written up to so many characters and then the disk is full; nothing can be taken back. */
async function failOnce(written: number) {
  const probe = await open(root, "r");
  const handle = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  vi.spyOn(handle, "appendFile").mockImplementationOnce(async function (this: FileHandle, text) {
    await this.write((text as string).slice(0, written));
    throw Object.assign(new Error("ENOSPC: write"), { code: "ENOSPC" });
  });
  return { truncate: vi.spyOn(handle, "truncate").mockRejectedValue(Object.assign(new Error("EIO: truncate"), { code: "EIO" })) };
}
