import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { withLock } from "./file-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "premise-lock-"));
const path = join(folder, "x.lock");
afterAll(() => rmSync(folder, { recursive: true }));

/** No process has it: the largest number that a process id can have. */
const deadPid = 2 ** 22;

test("many at once take turns", async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(5);
    inside--;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work, { pollSeconds: 0.002 })));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test("a failure frees the lock, and is passed on", async () => {
  await expect(withLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(existsSync(path)).toBe(false);
});

test("a dead process's lock is taken over, by one of many", async () => {
  for (let round = 0; round < 50; round++) {
    writeFileSync(path, JSON.stringify({ pid: deadPid, host: hostname(), id: "x" }));
    let [inside, most] = [0, 0];
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(round % 3);
      inside--;
    };
    await Promise.all(Array.from({ length: 6 }, () => withLock(path, work, { pollSeconds: 0.001 })));
    expect(most).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  }
});

test("so is one of another machine, or of nobody, that shows no life", async () => {
  for (const owner of [JSON.stringify({ pid: 1, host: "elsewhere", id: "x" }), "", "not JSON"]) {
    writeFileSync(path, owner);
    utimesSync(path, new Date(0), new Date(0));
    expect(await withLock(path, () => Promise.resolve("mine"))).toBe("mine");
  }
});

test("a claim that a crash left behind does not block for ever", async () => {
  for (const file of [path, `${path}.claim`]) {
    writeFileSync(file, "");
    utimesSync(file, new Date(0), new Date(0));
  }
  expect(await withLock(path, () => Promise.resolve("mine"), { pollSeconds: 0.002 })).toBe("mine");
  expect(readdirSync(folder)).toEqual([]);
});

test("a living lock is waited for, until the signal", async () => {
  writeFileSync(path, JSON.stringify({ pid: deadPid, host: "elsewhere", id: "x" }));
  const stop = new AbortController();
  const waiting = withLock(path, () => Promise.resolve("mine"), { signal: stop.signal, pollSeconds: 0.002, onWait: () => stop.abort() });
  await expect(waiting).rejects.toMatchObject({ code: "interrupted" });
  expect(existsSync(path)).toBe(true);
});
