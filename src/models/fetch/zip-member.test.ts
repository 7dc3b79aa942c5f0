import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { makeContent, makeZip } from "../../../test/models/doubles.ts";
import { openZipMember } from "./zip-member.ts";

const folder = mkdtempSync(join(tmpdir(), "premise-zip-"));
const path = join(folder, "x.zip");
afterAll(() => rmSync(folder, { recursive: true }));
const signal = new AbortController().signal;

async function extract(zip: Buffer, name: string): Promise<Buffer | null> {
  writeFileSync(path, zip);
  const member = await openZipMember(path, name);
  if (member === null) return null;
  const bytes = Buffer.concat(await Array.fromAsync(member.read(signal)));
  expect(bytes.length).toBe(member.bytes);
  return bytes;
}

test.each([0, 8] as const)("takes a member out (method %i)", async (method) => {
  const members = { "a.txt": Buffer.from("first"), "folder/b.bin": makeContent(300_000), empty: Buffer.alloc(0) };
  for (const [name, bytes] of Object.entries(members)) expect((await extract(makeZip(members, method), name))?.equals(bytes)).toBe(true);
  expect(await extract(makeZip(members, method), "c")).toBeNull();
});

test("no zip file, no member", async () => {
  expect(await openZipMember(join(folder, "none"), "a")).toBeNull();
  for (const bytes of [Buffer.alloc(0), Buffer.from("PK"), makeContent(100_000)]) expect(await extract(bytes, "a")).toBeNull();
});

test("a zip file cut short has no member", async () => {
  const zip = makeZip({ a: makeContent(500) });
  for (let length = 0; length < zip.length; length += 7) expect(await extract(zip.subarray(0, length), "a")).toBeNull();
});

test("damage gives another content, nothing, or a rejected read, and always ends", async () => {
  const zip = makeZip({ a: makeContent(400), b: makeContent(10) });
  await fc.assert(
    fc.asyncProperty(fc.nat(zip.length - 1), fc.nat(255), async (at, value) => {
      const bytes = Buffer.from(zip);
      bytes[at] = value;
      writeFileSync(path, bytes);
      const member = await openZipMember(path, "a");
      if (member === null) return;
      const read = await Array.fromAsync(member.read(signal)).catch(() => null);
      expect(read === null || Buffer.concat(read).length >= 0).toBe(true);
    }),
    { numRuns: 200 },
  );
});
