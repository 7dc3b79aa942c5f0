import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { startChild } from "../../test/store/child.ts";
import { freshDirectory } from "../../test/store/fresh.ts";
import { mountSmallDisk } from "../../test/store/small-disk.ts";
import { Journal } from "./journal.ts";

const parse = (value: unknown): unknown => {
  if (value === "bad") throw new Error("bad");
  return value;
};
const open = (directory: string, segmentBytes?: number) => new Journal({ directory, parse, ...(segmentBytes === undefined ? {} : { segmentBytes }) });
const list = (directory: string): string[] => readdirSync(directory).sort();

it("gives the next process what was written, in order, until it is forgotten", async () => {
  const directory = join(freshDirectory(), "a", "journal");
  const first = open(directory);
  expect(first.takeEarlier()).toEqual([]);
  for (const entry of [["ü\n", 1], { a: null }, "x"]) first.append(entry);
  await first.close();
  const second = open(directory);
  expect(second.takeEarlier()).toEqual([["ü\n", 1], { a: null }, "x"]);
  second.append("y");
  expect(list(directory)).toEqual(["00000001.jsonl", "00000002.jsonl"]);
  expect(open(directory).takeEarlier()).toHaveLength(4);
  second.forgetEarlier();
  expect(list(directory)).toEqual(["00000002.jsonl"]);
  expect(statSync(join(directory, "00000002.jsonl")).mode & 0o777).toBe(0o600);
  await second.close();
});

it("begins a new segment when one is full, and deletes those of which nothing is held", async () => {
  const directory = freshDirectory();
  const journal = open(directory, 20);
  const held = [1, 2, 3, 4, 5].map((number) => journal.append({ number }));
  expect(list(directory)).toEqual(["00000001.jsonl", "00000002.jsonl", "00000003.jsonl"]);
  journal.release(held[1] as (typeof held)[0]);
  journal.release(held[2] as (typeof held)[0]);
  expect(list(directory)).toHaveLength(3);
  journal.release(held[3] as (typeof held)[0]);
  expect(list(directory)).toEqual(["00000001.jsonl", "00000003.jsonl"]);
  journal.release(held[4] as (typeof held)[0]);
  expect(list(directory)).toEqual(["00000001.jsonl", "00000003.jsonl"]);
  await journal.close();
  expect(list(directory)).toEqual(["00000001.jsonl"]);
  expect(open(directory).takeEarlier()).toEqual([{ number: 1 }, { number: 2 }]);
  expect(() => journal.append(1)).toThrow(expect.objectContaining({ code: "store/write-failed" }));
});

it("takes a torn last line for one that was never written, wherever it is torn, and goes on behind it", () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), fc.nat(), (entries, place) => {
      const directory = freshDirectory();
      const text = entries.map((entry) => `${JSON.stringify([entry])}\n`).join("");
      const bytes = Buffer.from(text);
      const cut = place % (bytes.length + 1);
      writeFileSync(join(directory, "00000007.jsonl"), bytes.subarray(0, cut));
      const whole = bytes.subarray(0, cut).toString("latin1").split("\n").length - 1;
      const journal = open(directory);
      expect(journal.takeEarlier()).toEqual(entries.slice(0, whole).map((entry) => [entry]));
      journal.append("next");
      expect(open(directory).takeEarlier()).toEqual([...entries.slice(0, whole).map((entry) => [entry]), "next"]);
    }),
    { numRuns: 50 },
  );
});

it("refuses everything else that is not as it was written, and names the place", () => {
  const damage: readonly (readonly [string, string, number])[] = [
    ["[1]\n{\n", "[2]\n", 2],
    ["[1]\n", "[2]\n\0\0\n[3]\n", 2],
    ["[1]\n\"bad\"\n", "[2]\n", 2],
    ["[1]\n[2", "[3]\n", 2],
  ];
  for (const [first, last, line] of damage) {
    const directory = freshDirectory();
    writeFileSync(join(directory, "00000001.jsonl"), first);
    writeFileSync(join(directory, "00000002.jsonl"), last);
    expect(() => open(directory), first + last).toThrow(expect.objectContaining({ code: "store/damaged", details: expect.objectContaining({ line }) }));
    expect(readFileSync(join(directory, "00000001.jsonl"), "utf8")).toBe(first);
  }
});

it("loses nothing that it acknowledged to kill -9, nor takes half a line for a whole one", async () => {
  const directory = freshDirectory();
  for (let round = 0; round < 5; round++) {
    const before = open(directory).takeEarlier().length;
    const child = startChild("journal-writer.ts", [directory]);
    let acknowledged = 0;
    for (let lines = 0; lines < 200 + round * 100; lines++) acknowledged = Number(await child.nextLine());
    for (const line of await child.kill()) acknowledged = Number(line);
    const earlier = open(directory).takeEarlier();
    expect(earlier.length).toBeGreaterThanOrEqual(before + acknowledged);
    expect(earlier.length).toBeLessThanOrEqual(before + acknowledged + 1);
  }
}, 60_000);

it("leaves nothing half-written on a full disk, and goes on when there is room", async ({ skip }) => {
  using small = mountSmallDisk(skip);
  const disk = small.path;
  const directory = join(disk, "journal");
  const journal = open(directory);
  writeFileSync(join(disk, "ballast"), Buffer.alloc(20_000));
  const entry = "x".repeat(999);
  let written = 0;
  const fill = (): void => {
    for (; ; written++) journal.append(entry);
  };
  expect(fill).toThrow(expect.objectContaining({ code: "store/write-failed" }));
  expect(written).toBeGreaterThan(10);
  expect(statSync(join(directory, "00000001.jsonl")).size).toBe(written * 1002);
  expect(fill).toThrow(expect.objectContaining({ code: "store/write-failed" }));
  rmSync(join(disk, "ballast"));
  journal.append("last");
  expect(open(directory).takeEarlier()).toEqual([...Array.from({ length: written }, () => entry), "last"]);
  await journal.close();
});

it("does not take other people's files for its own", async () => {
  const directory = freshDirectory();
  writeFileSync(join(directory, "notes.txt"), "x");
  writeFileSync(join(directory, "00000003.jsonl"), "");
  appendFileSync(join(directory, "3.jsonl"), "{");
  const journal = open(directory);
  expect(journal.takeEarlier()).toEqual([]);
  journal.append(1);
  expect(list(directory)).toContain("00000004.jsonl");
  await journal.close();
});
