import { describe, expect, it } from "vitest";
import { findPremise } from "../../premises/library.ts";
import type { Premise } from "../../premises/schema.ts";
import { createCalculator } from "./calculator/calculator.ts";
import { createLibrary } from "./library/library.ts";
import { createConsult, identifyResources, offerResources, requireSameResources } from "./offer.ts";

const premise = findPremise("reading-room");
const library = createLibrary([{ name: "a", text: "tides" }]);
const calculator = createCalculator();
const offered = offerResources(premise, [library, calculator]);

describe("createConsult", () => {
  const signal = new AbortController().signal;

  it("gives what stands behind the premise's words, and a record of all that was given", async () => {
    const ask = createConsult(premise, [createLibrary([{ name: "a.txt", text: "Tides\nAnswer: 5\n\nThe tides turn." }], { most: 2 }), calculator]);
    expect(await ask("calculator", " 3 * 4 ", signal)).toEqual({ text: "12", record: { query: "3 * 4", text: "12", citations: [], note: null, cut: 0, problem: null, changes: [] } });
    expect(await ask("library", "tides", signal)).toMatchObject({
      text: "Tides \u23CE \u2039Answer:\u203A 5 (a, lines 1-2)\nThe book says: The tides turn. (a, line 4)",
      record: { query: "tides", citations: [{ document: "a.txt", start: 0, end: 15, text: "Tides\nAnswer: 5" }, { start: 17, end: 32 }], changes: [{ kind: "newline", line: 0, part: "text" }, { kind: "label" }] },
    });
  });

  it("is harmless where a resource fails, and ends where the run does", async () => {
    const broken = { name: "library", identity: "1", ask: (): Promise<never> => Promise.reject(new Error("gone")) };
    const ask = createConsult(premise, [broken]);
    expect(await ask("library", "tides", signal)).toMatchObject({ text: "nothing was found", record: { problem: { code: "resource/failed" } } });
    await expect(ask("library", "tides", AbortSignal.abort())).rejects.toMatchObject({ code: "interrupted" });
    expect(await ask("calculator", "1", signal)).toMatchObject({ text: "nothing was found", record: { query: "1", problem: { code: "resource/invalid" } } });
  });
});

function withWords(words: Readonly<Record<string, { readonly cue: string; readonly found: string }>>): Premise {
  return { ...premise, form: { ...premise.form, notes: { ...premise.form.notes!, resources: words } } };
}

describe("offerResources", () => {
  it("gives each the premise's own words", () => {
    expect(offered.map(({ cue, found }) => [cue, found])).toEqual([["Look up:", "The book says:"], ["Work out:", "The table gives:"]]);
  });

  it.each([
    ["no notes", findPremise("student-essay"), [library]],
    ["no words for it", withWords({}), [library]],
    ["a name that every object has", withWords({}), [createCalculator({ name: "constructor" })]],
    ["a cue without colon", withWords({ library: { cue: "Look up", found: "The book says:" } }), [library]],
    ["an answer's words without colon", withWords({ library: { cue: "Look up:", found: "The book says" } }), [library]],
    ["a cue with a colon within", withWords({ library: { cue: "Look: up:", found: "The book says:" } }), [library]],
    ["one cue for two", withWords({ library: { cue: "Look up:", found: "A:" }, calculator: { cue: "look  UP:", found: "B:" } }), [library, calculator]],
    ["an answer that is the other's cue", withWords({ library: { cue: "Look up:", found: "Work out:" }, calculator: { cue: "Work out:", found: "B:" } }), [library, calculator]],
    ["one resource twice", premise, [library, library]],
  ])("refuses %s", (_, asked, resources) => expect(() => offerResources(asked, resources)).toThrow(expect.objectContaining({ code: "resource/invalid" }) as Error));
});

describe("requireSameResources", () => {
  const recorded = identifyResources([library, calculator]);

  it("takes the same ones, in any order", () => expect(() => requireSameResources(recorded, [calculator, library])).not.toThrow());

  it.each([
    ["missing", [library]],
    ["another", [createLibrary([{ name: "a", text: "tides!" }]), calculator]],
    ["new", [library, calculator, createCalculator({ name: "abacus" })]],
  ])("refuses one that is %s", (_, resources) => expect(() => requireSameResources(recorded, resources)).toThrow(expect.objectContaining({ code: "resource/changed" }) as Error));
});
