import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bosToken, createVocabulary, endToken } from "./vocabulary.ts";
import { fourAuthors } from "./worlds.ts";

const vocabulary = createVocabulary(fourAuthors);

describe("createVocabulary", () => {
  it("round-trips any text, and plain text holds no control token", () => {
    const hostile = fc.array(fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom("<|begin|>", "<|end|>", "[ai]", " the", "\ufeff", "\r\n"))).map((list) => list.join(""));
    fc.assert(
      fc.property(hostile, (text) => {
        const tokens = vocabulary.tokenize(text);
        expect(tokens.some((token) => token === bosToken || token === endToken)).toBe(false);
        expect(vocabulary.detokenize(tokens)).toBe(text.toWellFormed());
      }),
      { numRuns: 500 },
    );
  });

  it("reads control tokens from control parts only", () => {
    const parts = [{ text: "<|begin|>a", control: true }, { text: "<|end|>", control: false }, { text: "<|end|>", control: true }];
    const tokens = vocabulary.tokenize(parts);
    expect([tokens[0], tokens.at(-1)]).toEqual([bosToken, endToken]);
    expect(tokens.filter((token) => token >= bosToken && token <= endToken)).toHaveLength(2);
    expect(vocabulary.detokenize(tokens)).toBe("<|begin|>a<|end|><|end|>");
  });

  it("knows the words of the documents and the headers as one token each", () => {
    expect(vocabulary.tokenize("[expert]")).toHaveLength(1);
    expect(vocabulary.tokenize("The tide follows")).toHaveLength(3);
    expect(vocabulary.tokenize("banana")).toHaveLength(6);
  });

  it("shows half a character as U+FFFD", () => {
    expect(vocabulary.detokenize([0xc3])).toBe("\ufffd");
    expect(vocabulary.detokenize([0xc3, 0xa9])).toBe("\u00e9");
  });
});
