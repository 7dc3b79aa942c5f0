import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashText, hashValue } from "./hash.ts";
import { canonicalJson } from "./json.ts";

describe("hashText", () => {
  it("is sha256 in hex, of UTF-8 text and of bytes (FIPS 180-2, appendix B.1)", () => {
    expect(hashText("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hashText(new TextEncoder().encode("ü"))).toBe(hashText("ü"));
  });
});

describe("hashValue", () => {
  it("is equal exactly for values that JSON cannot tell apart", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (a, b) => {
        expect(hashValue(a) === hashValue(b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });

  it("changes with any member, with a list's order, and with the kind of a value", () => {
    const values = [{ a: 1 }, { a: 2 }, { b: 1 }, { a: "1" }, { a: [1, 2] }, { a: [2, 1] }, { a: null }, { a: -Infinity }, { a: Infinity }, { a: "-Infinity" }, { a: "-1e999" }, { a: -Number.MAX_VALUE }, {}, [], null, "", 0, false, { a: { a: 1 } }];
    expect(new Set(values.map(hashValue)).size).toBe(values.length);
  });

  it("keeps the identities that were given out", () => {
    expect(hashValue({ id: "a", list: [1.5, -2e-7, null, true], text: "\u00fc\n" })).toBe("03d9c58359e552eb6145b985d771440d15eeaf83cafc398f881e29f3909b0212");
  });

  it("refuses NaN, which would have the identity of null", () => {
    expect(() => hashValue([NaN])).toThrow(expect.objectContaining({ code: "input/not-a-number" }) as Error);
  });
});
