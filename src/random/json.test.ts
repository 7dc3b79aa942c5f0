import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, toIndentedJson, toJson } from "./json.ts";

/** JSON values, and infinite numbers among them. */
const values = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.jsonValue({ maxDepth: 1 }),
    fc.double({ noNaN: true }),
    fc.constantFrom(Infinity, -Infinity),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.string(), fc.nat(20).map(String)), tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** The same JSON value with the members of every object in the opposite order. */
function turnRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnRound);
  if (typeof value !== "object" || value === null) return value;
  const pairs = Object.entries(value).map(([key, member]) => [key, turnRound(member)] as const);
  return Object.fromEntries(pairs.toReversed());
}

describe("toJson", () => {
  it("is JSON.stringify's text of every JSON value", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      expect(toJson(value)).toBe(JSON.stringify(value));
    }));
    const odd = { date: new Date(0), list: [undefined, () => 1, , 2], left: undefined, lone: "\ud800", minus: -0, text: "-Infinity" }; // oxlint-disable-line no-sparse-arrays
    expect(toJson(odd)).toBe(JSON.stringify(odd));
  });

  it("is the same on many lines", () => {
    fc.assert(fc.property(values, (value) => {
      expect(JSON.parse(toIndentedJson(value))).toEqual(withoutMinusZero(value));
    }));
    expect(toIndentedJson({ a: [-Infinity] })).toBe('{\n  "a": [\n    -1e999\n  ]\n}');
    expect(() => toIndentedJson({ a: [NaN] })).toThrow("a[0]");
  });

  it("is read back with its infinite numbers, which no null and no text equals", () => {
    expect(toJson({ b: -Infinity, a: [Infinity, null, "-Infinity", "-1e999"] })).toBe('{"b":-1e999,"a":[1e999,null,"-Infinity","-1e999"]}');
    fc.assert(fc.property(values, (value) => {
      expect(JSON.parse(toJson(value))).toEqual(withoutMinusZero(value));
    }));
  });

  it("writes a Map as an object in the Map's order, keys that look like whole numbers too", () => {
    const map = new Map<string, unknown>([["10", 1], ["9", new Map([["b", 1], ["a", -Infinity]])], ["x", undefined]]);
    expect(toJson({ map })).toBe('{"map":{"10":1,"9":{"b":1,"a":-1e999}}}');
    expect(canonicalJson({ map })).toBe('{"map":{"10":1,"9":{"a":-1e999,"b":1}}}');
  });

  it("refuses NaN and tells where it is, and what is no value", () => {
    const thrown = (value: unknown) => expect(() => toJson(value));
    thrown({ output: { tokens: [{ logprob: 0 }, { logprob: NaN }] } }).toThrow(expect.objectContaining({ code: "input/not-a-number", details: { path: "value.output.tokens[1].logprob" } }) as Error);
    thrown(NaN).toThrow("value is NaN");
    thrown(undefined).toThrow("JSON of undefined");
  });
});

describe("canonicalJson", () => {
  it("sorts keys at every depth by UTF-16 code unit, keeps the order of lists", () => {
    expect(canonicalJson({ b: 1, a: [{ d: 1, c: 2 }, 2], B: null, "\u20ac": 3, "\ud83d\ude00": 4, "\ufb33": 5 })).toBe('{"B":null,"a":[{"c":2,"d":1},2],"b":1,"\u20ac":3,"\ud83d\ude00":4,"\ufb33":5}');
  });

  it("sorts keys that look like whole numbers as texts too", () => {
    expect(canonicalJson({ 9: 2, 10: 1, " ": 0 })).toBe('{" ":0,"10":1,"9":2}');
    // The example of RFC 8785, section 3.2.3.
    const example = { "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis" };
    expect([...canonicalJson(example).matchAll(/:"(\w+)/g)].map(([, word]) => word)).toEqual(["Carriage", "One", "Control", "Latin", "Euro", "Emoji", "Hebrew"]);
  });

  it("leaves undefined members out", () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it("does not depend on the order of members", () => {
    fc.assert(fc.property(values, (value) => {
      expect(canonicalJson(turnRound(value))).toBe(canonicalJson(value));
    }));
  });

  it("is a fixed point: canonical text read and written again is itself", () => {
    fc.assert(
      fc.property(values, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(JSON.parse(toJson(value)))).toBe(text);
      }),
    );
  });
});

/** JSON has one zero. */
function withoutMinusZero(value: unknown): unknown {
  if (value === 0) return 0;
  if (Array.isArray(value)) return value.map(withoutMinusZero);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutMinusZero(member)]));
}
