import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { distinctTexts, readPairs } from "./labelled.ts";

const folder = mkdtempSync(join(tmpdir(), "premise-labelled-"));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): [string, string] {
  writeFileSync(join(folder, name), JSON.stringify(value));
  return [join(folder, name), name];
}

const opening = "One two three four five six seven eight nine ten eleven twelve";
const first = write("letters_small-1.raw_data.json", { original: [`${opening} thirteen fourteen`, "Another text"], sampled: [`${opening} apples`, "Another pear"] });
const second = write("letters_large.raw_data.json", { original: [`${opening} thirteen fourteen fifteen`], sampled: [`${opening} oranges`] });

describe("readPairs", () => {
  it("labels both texts of a pair, with domain and generator from the file's name", () => {
    const texts = readPairs(...first);
    expect(texts.map(({ author, generator, domain }) => [author, generator, domain])).toEqual([["human", "human", "letters"], ["ai", "small-1", "letters"], ["human", "human", "letters"], ["ai", "small-1", "letters"]]);
    expect(new Set(texts.map(({ key }) => key)).size).toBe(4);
  });

  it("gives texts that begin alike one prompt, however a human text was cut and whoever went on", () => {
    const texts = [...readPairs(...first), ...readPairs(...second)];
    expect(new Set(texts.filter(({ text }) => text.startsWith(opening)).map(({ prompt }) => prompt)).size).toBe(1);
    expect(new Set(texts.map(({ prompt }) => prompt)).size).toBe(2);
  });

  it("refuses a file of another form", () => {
    expect(() => readPairs(...write("letters_broken.raw_data.json", { original: ["a"] }))).toThrow(/no lists original and sampled/);
    expect(() => readPairs(join(folder, "none.raw_data.json"), "none.raw_data.json")).toThrow(/Cannot read/);
  });
});

describe("distinctTexts", () => {
  it("takes a human text once, at its longest, and keeps two that only begin alike", () => {
    const texts = distinctTexts([...readPairs(...first), ...readPairs(...second), ...readPairs(...first)]);
    expect(texts.map(({ text }) => text).sort()).toEqual(["Another pear", "Another text", `${opening} apples`, `${opening} oranges`, `${opening} thirteen fourteen fifteen`]);
    const other = write("letters_other.raw_data.json", { original: [`${opening} thirteen but otherwise`], sampled: [] });
    expect(distinctTexts([...texts, ...readPairs(...other)])).toHaveLength(6);
  });
});
