import { readdirSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { startChild } from "../../test/store/child.ts";
import { freshDirectory } from "../../test/store/fresh.ts";
import { lockDataDirectory, readHolder } from "./lock.ts";

it("is held once in a process, tells who holds it, and is free again after its release", async () => {
  const directory = join(freshDirectory(), "a", "b");
  expect(readHolder(directory)).toBeNull();
  {
    await using lock = lockDataDirectory(directory, { url: "http://127.0.0.1:1", token: "secret" });
    expect(readHolder(directory)).toEqual({ pid: process.pid, host: hostname(), told: { url: "http://127.0.0.1:1", token: "secret" } });
    expect(() => lockDataDirectory(directory)).toThrow(expect.objectContaining({ code: "store/in-use", message: expect.stringContaining(`process ${process.pid}`) }));
    lock.tell("another");
    expect(readHolder(directory)?.told).toBe("another");
    for (const name of readdirSync(directory)) expect(statSync(join(directory, name)).mode & 0o777, name).toBe(0o600);
  }
  expect(readHolder(directory)).toBeNull();
  const again = lockDataDirectory(directory);
  again.release();
  again.release();
});

it("is dropped by the kernel with a killed process, whose words count no more", async () => {
  const directory = freshDirectory();
  const child = startChild("lock-taker.ts", [directory]);
  expect([await child.nextLine(), await child.nextLine()]).toEqual(["ready", "taken"]);
  expect(readHolder(directory)).toMatchObject({ pid: child.process.pid, told: { url: `http://127.0.0.1:${child.process.pid}` } });
  expect(() => lockDataDirectory(directory)).toThrow(expect.objectContaining({ code: "store/in-use", message: expect.stringContaining(`process ${child.process.pid}`) }));
  await child.kill();
  expect(readdirSync(directory)).toContain("holder.json");
  expect(readHolder(directory)).toBeNull();
  await using _ = lockDataDirectory(directory, "mine");
  expect(readHolder(directory)).toMatchObject({ pid: process.pid, told: "mine" });
});

it("goes to exactly one of two who come at once, twenty times", async () => {
  for (let round = 0; round < 20; round++) {
    const directory = join(freshDirectory(), "new");
    const signal = join(freshDirectory(), "go");
    const takers = [1, 2].map(() => startChild("lock-taker.ts", [directory, signal]));
    expect(await Promise.all(takers.map((taker) => taker.nextLine()))).toEqual(["ready", "ready"]);
    writeFileSync(signal, "");
    const said = await Promise.all(takers.map((taker) => taker.nextLine()));
    expect(said.filter((line) => line === "taken"), said.join("; ")).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("store/in-use"))).toHaveLength(1);
    await Promise.all(takers.map((taker) => taker.kill()));
  }
}, 120_000);

it("is not kept from its taker by those who look", async () => {
  const directory = freshDirectory();
  lockDataDirectory(directory).release();
  for (let i = 0; i < 50; i++) {
    expect(readHolder(directory)).toBeNull();
    lockDataDirectory(directory).release();
  }
});

it("takes no notice of a file that is none of its own", () => {
  const directory = freshDirectory();
  writeFileSync(join(directory, "holder.json"), "{");
  expect(readHolder(directory)).toBeNull();
  const lock = lockDataDirectory(directory, 1);
  writeFileSync(join(directory, "holder.json"), "{");
  expect(readHolder(directory)).toBeNull();
  expect(() => lockDataDirectory(directory)).toThrow(expect.objectContaining({ code: "store/in-use", message: expect.stringContaining("another process") }));
  lock.release();
});

it("says where it cannot write", () => {
  expect(() => lockDataDirectory("/dev/null/data")).toThrow(expect.objectContaining({ code: "store/write-failed" }));
});
