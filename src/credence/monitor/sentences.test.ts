import { expect, it } from "vitest";
import { splitSentences } from "./sentences.ts";

it.each<[string[], number[]]>([
  [[], []],
  [["The", " tide"], [2]],
  [["The", " tide", " turns", ".", " Then", " it", "!", "\n"], [4, 3, 1]],
  [["He", " said", ' "', "no", '."', " Then"], [5, 1]],
  [["a", "\n\n", "b"], [2, 1]],
  [["3", ".", "14"], [2, 1]],
])("%j has sentences of %j tokens", (texts, lengths) => {
  expect(splitSentences(texts)).toEqual(lengths);
  expect(splitSentences(texts).reduce((sum, each) => sum + each, 0)).toBe(texts.length);
});

it("no later token moves an end: an alarm that was raised stays where it was", () => {
  const texts = ["One", ".", " Two", "?", " Three", "\n", "Four"];
  for (let count = 0; count <= texts.length; count++) {
    const ends = splitSentences(texts.slice(0, count)).slice(0, -1);
    expect(splitSentences(texts).slice(0, ends.length)).toEqual(ends);
  }
});
