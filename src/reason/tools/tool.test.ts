import { describe, expect, it } from "vitest";
import { findPremise } from "../../premises/library.ts";
import type { Premise } from "../../premises/schema.ts";
import { createCalculator } from "./calculator/calculator.ts";
import { createLibrary } from "./library/library.ts";
import { findCue, identifyResources, offerResources, requireSameResources } from "./tool.ts";

const premise = findPremise("reading-room");
const library = createLibrary([{ name: "a", text: "tides" }]);
const calculator = createCalculator();
const offered = offerResources(premise, [library, calculator]);

describe("findCue", () => {
  it.each([
    ["Look up: tides at Bristol", "library", "tides at Bristol"],
    ["  work  OUT : 17 * 23: 4 ", "calculator", "17 * 23: 4"],
    ["Work out\uFF1A 2 + 2", "calculator", "2 + 2"],
    ["I should see.\nLook up: tides\n", "library", "tides"],
  ])("finds in %j the %s, asked for %j", (text, name, query) => {
    const cued = findCue(text, offered);
    expect([cued?.offered.resource.name, cued?.query]).toEqual([name, query]);
  });

  it.each(["", "Look up", "Look up:", "Look up: ", "I look up: tides", "Look upon: tides", "Look up: tides\nThen I think.", "The table gives: 5", "Answer: Look up: x"])("finds none in %j", (text) => expect(findCue(text, offered)).toBe(null));
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
