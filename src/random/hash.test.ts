import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, hashText, hashValue } from "./hash.ts";

/** The same JSON value with the members of every object in the opposite order. */
function turnRound(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turnRound);
  if (typeof value !== "object" || value === null) return value;
  const pairs = Object.entries(value).map(([key, member]) => [key, turnRound(member)] as const);
  return Object.fromEntries(pairs.toReversed());
}

describe("hashText", () => {
  it("is sha256 in hex, of UTF-8 text and of bytes (FIPS 180-2, appendix B.1)", () => {
    expect(hashText("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hashText(new TextEncoder().encode("ü"))).toBe(hashText("ü"));
  });
});

describe("canonicalJson", () => {
  it("sorts keys at every depth by UTF-16 code unit, keeps the order of lists", () => {
    expect(canonicalJson({ b: 1, a: [{ d: 1, c: 2 }, 2], B: null, "\u20ac": 3, "\ud83d\ude00": 4, "\ufb33": 5 })).toBe('{"B":null,"a":[{"c":2,"d":1},2],"b":1,"\u20ac":3,"\ud83d\ude00":4,"\ufb33":5}');
  });

  it("leaves undefined members out", () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it("is JSON of the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("does not depend on the order of members", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        expect(canonicalJson(turnRound(value))).toBe(canonicalJson(value));
      }),
    );
  });

  it("is a fixed point: canonical text read and written again is itself", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});

describe("hashValue", () => {
  it("is equal exactly for values that JSON cannot tell apart", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
        expect(hashValue(a) === hashValue(b)).toBe(canonicalJson(a) === canonicalJson(b));
        expect(hashValue(turnRound(a))).toBe(hashValue(a));
      }),
    );
  });

  it("changes with any member, with a list's order, and with the kind of a value", () => {
    const values = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: "1" }, { a: [1, 2] }, { a: [2, 1] }, { a: null }, {}, [], null, "", 0, false, { a: { a: 1 } }];
    expect(new Set(values.map(hashValue)).size).toBe(values.length);
  });
});
