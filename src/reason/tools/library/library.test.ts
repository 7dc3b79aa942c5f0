import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostileTexts } from "../../../premises/hostile-texts.ts";
import type { Found } from "../tool.ts";
import { bm25, createIndex, toWords } from "./bm25.ts";
import { createLibrary, type LibraryDocument, type LibraryOptions } from "./library.ts";
import { listPassages } from "./passages.ts";
import { readDocuments } from "./read-documents.ts";

const tides = { name: "tides.txt", text: "Tide tables for the Severn.\n\nHigh water at Bristol is at 6.12,\nlow water at 12.30.\n\nHigh water at Cardiff is at 6.02.\n" };
const metals = { name: "metals.md", text: "# Metals\n\nMercury is liquid in a cold room.\n\n# Gases\n\nNeon is a gas." };
const signal = new AbortController().signal;

function ask(query: string, documents: readonly LibraryDocument[] = [tides, metals], options: LibraryOptions = {}): Promise<Found> {
  return createLibrary(documents, options).ask(query, signal);
}

describe("a library", () => {
  it("gives the best passage with its place", async () => {
    const { citations, text, note } = await ask("tides at Bristol");
    expect(citations).toEqual([{ document: "tides.txt", start: 29, end: 82, lines: [3, 4], text: "High water at Bristol is at 6.12,\nlow water at 12.30." }]);
    expect([text, note]).toEqual([citations[0]?.text, null]);
  });

  it("keeps a heading with what follows it", async () => expect((await ask("gases")).text).toBe("# Gases\n\nNeon is a gas."));

  it("gives several in order, best first, and no more than asked for", async () => {
    const { citations } = await ask("high water at Cardiff", [tides, metals], { most: 2 });
    expect(citations.map(({ lines }) => lines)).toEqual([[6, 6], [3, 4]]);
  });

  it.each(["quantum chromodynamics", "", " ", "?!", "quantum chromodynamics of quarks at colliders"])("says so where nothing speaks of %j", async (query) => {
    expect(await ask(query)).toEqual({ text: "", citations: [], note: "nothing was found" });
  });

  it("has another identity when a document, its name or a setting is another, and only then", () => {
    const sets: [readonly LibraryDocument[], LibraryOptions][] = [
      [[tides, metals], {}], [[tides], {}], [[tides, { ...metals, text: `${metals.text} ` }], {}], [[tides, { ...metals, name: "b.md" }], {}], [[tides, metals], { most: 2 }], [[tides, metals], { longest: 300 }],
    ];
    const identities = sets.map(([documents, options]) => createLibrary(documents, options).identity);
    expect(new Set(identities).size).toBe(sets.length);
    expect(createLibrary([{ ...tides }, { ...metals }], { name: "shelf" }).identity).toBe(identities[0]);
  });

  it.each([
    ["resource/no-documents", []],
    ["resource/no-documents", [{ name: "a", text: " \n\u200B\n" }]],
    ["resource/invalid", [tides, tides]],
    ["resource/invalid", [{ name: "\u200B", text: "a" }]],
  ])("refuses with %s", (code, documents) => expect(() => createLibrary(documents)).toThrow(expect.objectContaining({ code }) as Error));

  it("cites exactly, whatever the documents", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.constantFrom(...hostileTexts), fc.lorem({ maxCount: 120 }), fc.string({ unit: "binary" }), fc.constantFrom("\n\n", "\r\n\r\n", "\r\r", "# h\n\n")), { minLength: 1 }), fc.integer({ min: 1, max: 60 }), async (parts, longest) => {
        const text = `a word\n\n${parts.join(" ")}`;
        const { citations } = await ask(parts.join(" ").slice(0, 200), [{ name: "d", text }], { most: 100, longest });
        for (const citation of citations) {
          expect(text.slice(citation.start, citation.end)).toBe(citation.text);
          expect(citation.text.length).toBeLessThanOrEqual(Math.max(longest, 2));
          expect(text.slice(0, citation.start).split(/\r\n|\r|\n/).length).toBe(citation.lines?.[0]);
        }
      }),
    ));
});

describe("listPassages", () => {
  it("leaves nothing out but white space, and overlaps nowhere", () =>
    fc.assert(
      fc.property(fc.array(fc.constantFrom("word", " ", ". ", "\n", "\r\n", "\n\n", "\r", "# x\n\n", "\u{1F600}", "longwordlongword")), fc.integer({ min: 2, max: 30 }), (parts, longest) => {
        const text = parts.join("");
        let position = 0;
        for (const { start, end } of listPassages(text, longest)) {
          expect(text.slice(position, start).trim()).toBe("");
          expect(text.slice(start, end)).toMatch(/^\S(?:[\s\S]*\S)?$/);
          expect(text.slice(start, end)).not.toMatch(/[\uD800-\uDBFF]$|^[\uDC00-\uDFFF]/);
          position = end;
        }
        expect(text.slice(position).trim()).toBe("");
      }),
      { numRuns: 300 },
    ));

  it("parts paragraphs at empty lines of every system, and cuts long ones after a sentence", () => {
    const text = "one\r\ntwo\r\n\r\nthree\rfour\r \rfive. Six is here.\n\n\n";
    expect(listPassages(text, 12).map(({ start, end, lines }) => [text.slice(start, end), ...lines])).toEqual([["one\r\ntwo", 1, 2], ["three\rfour", 4, 5], ["five. Six is", 7, 7], ["here.", 7, 7]]);
    expect(listPassages("First one. Then another", 15)).toMatchObject([{ start: 0, end: 10 }, { start: 11, end: 23 }]);
    expect(listPassages("# only\n\n## headings", 100)).toMatchObject([{ start: 0, end: 19 }]);
  });
});

describe("BM25", () => {
  const passages = ["tides at Bristol, and tides at Cardiff", "Bristol", "the ports of the Severn and of the Avon: Bristol among them", "metals", ""];

  it("is the formula, worked out for each passage one by one", () => {
    const words = passages.map(toWords);
    const mean = words.flat().length / words.length;
    const expected = words.map((own) => ["tide", "bristol"].reduce((sum, term) => {
      const n = words.filter((each) => each.includes(term)).length;
      const count = own.filter((word) => word === term).length;
      return sum + (Math.log(1 + (words.length - n + 0.5) / (n + 0.5)) * count * (bm25.k1 + 1)) / (count + bm25.k1 * (1 - bm25.b + (bm25.b * own.length) / mean));
    }, 0));
    const ranked = createIndex(passages).rank("Tides Bristol");
    expect(ranked.map(({ passage }) => passage)).toEqual([0, 1, 2]);
    for (const { passage, score } of ranked) expect(score).toBeCloseTo(expected[passage] ?? NaN, 12);
    expect(ranked[0]?.share).toBe(1);
  });

  it("counts a word of the query once, and ranks equals in order", () => {
    const { rank } = createIndex(["red", "blue", "red"]);
    expect(rank("red red RED")).toEqual(rank("red"));
    expect(rank("red").map(({ passage }) => passage)).toEqual([0, 2]);
    expect(rank("__proto__ constructor")).toEqual([]);
  });

  it("reads words without case, compatibility forms and plural endings", () => {
    expect(toWords("Tides TIDE \uFF34ides ladies bus glass horses gas it's 6.12")).toEqual(["tide", "tide", "tide", "lady", "bus", "glass", "horse", "gas", "it", "s", "6", "12"]);
  });
});

describe("readDocuments", () => {
  let folder = "";
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "premise-library-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(folder, name), content);
  const limits = { files: 3, fileBytes: 40, allBytes: 60 };
  const codeOf = (): string => {
    try {
      readDocuments(folder, limits);
    } catch (error) {
      return (error as { code: string }).code;
    }
    return "no error";
  };

  it("reads text files by name, subfolders too, and leaves out what is hidden, linked or of another kind", () => {
    mkdirSync(join(folder, "sub"));
    mkdirSync(join(folder, ".git"));
    put("z.TXT", "\uFEFFlast");
    put("sub/a.md", "first");
    put(".git/x.md", "hidden");
    put("picture.png", new Uint8Array([0, 1, 2]));
    symlinkSync("/etc/hostname", join(folder, "link.txt"));
    expect(readDocuments(folder)).toEqual([{ name: "sub/a.md", text: "first" }, { name: "z.TXT", text: "last" }]);
  });

  it("refuses what is no text, too much, or nothing", () => {
    expect(codeOf()).toBe("resource/no-documents");
    put("a.txt", new Uint8Array([0x66, 0xfc, 0x72]));
    expect(codeOf()).toBe("resource/not-text");
    put("a.txt", "zero\0byte");
    expect(codeOf()).toBe("resource/not-text");
    put("a.txt", "x".repeat(41));
    expect(codeOf()).toBe("resource/too-large");
    put("a.txt", "x".repeat(40));
    expect(codeOf()).toBe("no error");
    put("b.txt", "x".repeat(40));
    expect(codeOf()).toBe("resource/too-large");
    for (const name of ["a", "b", "c", "d"]) put(`${name}.txt`, "x");
    expect(codeOf()).toBe("resource/too-large");
    rmSync(folder, { recursive: true });
    expect(codeOf()).toBe("input/unreadable");
  });
});
