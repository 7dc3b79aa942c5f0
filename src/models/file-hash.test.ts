import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkplace } from "../../test/models/doubles.ts";
import { hashFile, rememberHash } from "./file-hash.ts";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

test("remembers a hash until length or time change", async () => {
  await using place = await createWorkplace();
  const [path, cache] = [join(place.root, "file"), join(place.root, "cache")];
  writeFileSync(path, "one");
  let reads = 0;
  const hash = (): Promise<string> => hashFile(path, { cache, onProgress: () => reads++ });
  expect(await hash()).toBe(sha256("one"));
  expect(await hash()).toBe(sha256("one"));
  expect(reads).toBe(1);
  writeFileSync(path, "three");
  expect(await hash()).toBe(sha256("three"));
  writeFileSync(path, "seven");
  utimesSync(path, new Date(5000), new Date(5000));
  expect(await hash()).toBe(sha256("seven"));
  expect(reads).toBe(3);
});

test("a damaged or unwritable memory costs only speed", async () => {
  await using place = await createWorkplace();
  const [path, cache] = [join(place.root, "file"), join(place.root, "cache")];
  writeFileSync(path, "one");
  mkdirSync(cache);
  for (const damaged of ["{", "[]", '{"x": {"sha256": 3}}']) {
    writeFileSync(join(cache, "file-hashes.json"), damaged);
    expect(await hashFile(path, { cache })).toBe(sha256("one"));
  }
  writeFileSync(join(place.root, "in-the-way"), "");
  expect(await hashFile(path, { cache: join(place.root, "in-the-way") })).toBe(sha256("one"));
});

test("fresh reads the file again", async () => {
  await using place = await createWorkplace();
  const [path, cache] = [join(place.root, "file"), join(place.root, "cache")];
  writeFileSync(path, "one");
  await rememberHash(path, "0".repeat(64), cache);
  expect(await hashFile(path, { cache })).toBe("0".repeat(64));
  expect(await hashFile(path, { cache, fresh: true })).toBe(sha256("one"));
  expect(readFileSync(join(cache, "file-hashes.json"), "utf8")).toContain(sha256("one"));
});

test("a missing file and a signal are errors of the table", async () => {
  await using place = await createWorkplace();
  const cache = join(place.root, "cache");
  await expect(hashFile(join(place.root, "none"), { cache })).rejects.toMatchObject({ code: "input/unreadable" });
  writeFileSync(join(place.root, "file"), "one");
  await expect(hashFile(join(place.root, "file"), { cache, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "interrupted" });
});
