import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PremiseError } from "../../errors/premise-error.ts";
import { hostileTexts } from "../../premises/hostile-texts.ts";
import { findPremise } from "../../premises/library.ts";
import { isBlank } from "../../premises/neutralise.ts";
import { type Consulted, consult, type ConsultOptions } from "./consult.ts";
import { countBytes, cutAtWord } from "./cut.ts";
import { placeFound } from "./place.ts";
import type { Found, Resource } from "./tool.ts";

const never = new AbortController().signal;

function resource(ask: (query: string, signal: AbortSignal) => unknown): Resource {
  return { name: "library", identity: "1", ask: ask as Resource["ask"] };
}

function run(ask: (query: string, signal: AbortSignal) => unknown, options: Partial<ConsultOptions> = {}): Promise<Consulted> {
  return consult(resource(ask), "tides", { signal: never, ...options });
}

const found: Found = { text: "It is 5.", citations: [], note: null };
const citation = { document: "a.txt", start: 3, end: 11, text: "It is 5.", lines: [1, 2] };

describe("consult", () => {
  it("gives what the resource gave, and what was asked", async () => {
    expect(await run((query) => Promise.resolve({ ...found, text: `${query}: 5` }))).toEqual({ query: "tides", text: "tides: 5", citations: [], note: null, cut: 0, problem: null });
    expect(await run(() => ({ text: "", citations: [citation] }))).toMatchObject({ citations: [citation], note: null });
    expect(await run(() => ({ text: " \u200B", note: "no result" }))).toMatchObject({ text: "", note: "no result", problem: null });
    expect(await run(() => ({ text: "" }))).toMatchObject({ note: "nothing was found" });
  });

  it("ends with a note where the resource hangs, and tells it to stop", async () => {
    let told: AbortSignal | undefined;
    const outcome = await run((_, signal) => {
      told = signal;
      return new Promise(() => undefined);
    }, { seconds: 0.01 });
    expect(outcome).toMatchObject({ text: "", citations: [], note: "nothing was found", problem: { code: "resource/timeout", details: { resource: "library", seconds: 0.01 } } });
    expect(told?.aborted).toBe(true);
  });

  it("does not take a long wait for a short one", async () => {
    expect(await run(() => found, { seconds: Infinity })).toMatchObject({ text: "It is 5.", problem: null });
  });

  it.each<[string, string, () => unknown]>([
    ["throws", "resource/failed", () => { throw new Error("no\nconnection"); }],
    ["rejects", "resource/failed", () => Promise.reject(new Error("late"))],
    ["throws no error", "resource/failed", () => Promise.reject({ toString: () => { throw new Error("odd"); } })], // oxlint-disable-line prefer-promise-reject-errors
    ["throws an error of ours", "resource/failed", () => { throw new PremiseError("interrupted"); }],
    ["gives nothing", "resource/invalid-answer", () => undefined],
    ["gives a text alone", "resource/invalid-answer", () => "text"],
    ["gives no text", "resource/invalid-answer", () => ({ text: 5, citations: [] })],
    ["gives citations that are no list", "resource/invalid-answer", () => ({ ...found, citations: { length: 1 } })],
    ["gives a citation whose offsets are not those of its text", "resource/invalid-answer", () => ({ ...found, citations: [{ ...citation, end: 10 }] })],
    ["gives a citation without document", "resource/invalid-answer", () => ({ ...found, citations: [{ ...citation, document: "\u200B" }] })],
    ["gives lines that go back", "resource/invalid-answer", () => ({ ...found, citations: [{ ...citation, lines: [3, 2] }] })],
    ["gives an object that can't be read", "resource/invalid-answer", () => ({ get text() { throw new Error("trap"); } })],
    ["gives a note that is none", "resource/invalid-answer", () => ({ ...found, note: {} })],
  ])("is harmless where the resource %s: %s", async (_, code, ask) => {
    expect(await run(ask)).toMatchObject({ text: "", citations: [], note: "nothing was found", problem: { code } });
  });

  it("keeps what can be kept of a flood, and counts what was cut", async () => {
    const { text, cut } = await run(() => ({ text: "tide ".repeat(400_000) }), { maxBytes: 21 });
    expect([text, cut]).toEqual(["tide tide tide tide", 2_000_000 - 19]);
    const cited = await run(() => ({ text: "", citations: Array.from({ length: 5000 }, () => citation) }), { maxBytes: 12 });
    expect(cited).toMatchObject({ citations: [citation, { ...citation, end: 5, text: "It" }], note: null });
    expect(cited.cut).toBeGreaterThan(0);
    expect(await consult(resource((query) => ({ text: String(query.length) })), "x".repeat(100_000), { signal: never })).toMatchObject({ text: "500" });
  });

  it("throws where the run has to stop", async () => {
    const controller = new AbortController();
    const stopped = consult(resource(() => new Promise(() => undefined)), "q", { signal: controller.signal });
    controller.abort();
    await expect(stopped).rejects.toMatchObject({ code: "interrupted" });
    await expect(consult(resource(() => found), "q", { signal: controller.signal })).rejects.toMatchObject({ code: "interrupted" });
  });

  it("is JSON, and within its limit, whatever is given", () =>
    fc.assert(
      fc.asyncProperty(fc.constantFrom(...hostileTexts), fc.array(fc.constantFrom(...hostileTexts), { maxLength: 4 }), fc.integer({ min: 1, max: 60 }), async (text, parts, maxBytes) => {
        const citations = parts.map((part, i) => ({ document: `d${i}`, start: i, end: i + part.length, text: part, lines: null }));
        const outcome = await run(() => ({ text, citations }), { maxBytes });
        expect(JSON.parse(JSON.stringify(outcome))).toEqual(outcome);
        expect(countBytes(outcome.text)).toBeLessThanOrEqual(maxBytes);
        expect(outcome.citations.reduce((sum, each) => sum + countBytes(each.text), 0)).toBeLessThanOrEqual(maxBytes);
        const { lines } = placeFound(findPremise("reading-room"), { found: "X:" }, { ...outcome, citations: [] });
        if (outcome.text !== "") expect(countBytes(lines.join(""))).toBeLessThanOrEqual("X:  ...".length + maxBytes + countBytes("\u2039\u203A"));
        for (const each of outcome.citations) expect(parts[each.start]?.slice(0, each.end - each.start)).toBe(each.text);
        expect(outcome.note === null).toBe(!isBlank(outcome.text) || outcome.citations.length > 0);
      }),
      { numRuns: 300 },
    ));
});

describe("cutAtWord", () => {
  it.each([
    ["one two", 7, "one two"],
    ["one two", 6, "one"],
    ["one two", 3, "one"],
    ["one two", 4, "one"],
    ["one  two", 5, "one"],
    ["onetwo", 4, "onet"],
    ["\u{1F600}\u{1F600}", 7, "\u{1F600}"],
    ["\u00E9\u00E9", 3, "\u00E9"],
    ["a", 0, ""],
    ["", 0, ""],
  ])("cuts %j at %i bytes to %j", (text, bytes, expected) => expect(cutAtWord(text, bytes)).toBe(expected));
});
