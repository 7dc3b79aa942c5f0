import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percent, toBar } from "./bars.ts";
import { displayWidth, fit, padEnd, padStart, toPrintable, wrap } from "./text.ts";

describe("displayWidth", () => {
  it.each([["abc", 3], ["é", 1], ["e\u0301", 1], ["漢字", 4], ["한", 2], ["😀", 2], ["👩‍👩‍👧", 2], ["\u200b", 0], ["", 0]])("of %j is %i", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });
});

it("pads and cuts to a width", () => {
  expect(padEnd("漢", 4)).toBe("漢  ");
  expect(padStart("ab", 4)).toBe("  ab");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 12 }), (text, width) => {
      const fitted = fit(text, width);
      expect(displayWidth(fitted)).toBeLessThanOrEqual(width);
      if (displayWidth(text) <= width) expect(fitted).toBe(text);
      else expect(fitted.endsWith("…") && text.startsWith(fitted.slice(0, -1))).toBe(true);
    }),
  );
});

it("wraps at spaces, and keeps every word", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 8 }).filter((word) => !/\s/.test(word))), (words) => {
      const lines = wrap(words.join(" "), 10);
      expect(lines.join(" ")).toBe(words.join(" "));
      for (const line of lines) expect(displayWidth(line) <= 10 || !line.includes(" ")).toBe(true);
    }),
  );
  expect(wrap("a 3.5\u00a0% b", 6)).toEqual(["a", "3.5\u00a0%", "b"]);
});

it("makes text harmless for a terminal", () => {
  expect(toPrintable("a\u001b[31mb\u0007\u202ec")).toBe("a\ufffd[31mb\ufffd\ufffdc");
  expect(toPrintable("a \r\n b\tc\u2028d")).toBe("a ⏎ b c ⏎ d");
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => !/\p{Cc}/u.test(toPrintable(text))));
});

it("shows shares as bars and per cent, never nothing for what is possible", () => {
  expect(toBar(1, 4)).toBe("████");
  expect(toBar(0.5, 3)).toBe("█▌");
  expect([toBar(0, 4), toBar(1e-9, 4)]).toEqual(["", "▏"]);
  expect([percent(0), percent(0.1234), percent(0.0004), percent(1e-9), percent(1)]).toEqual(["0.0\u00a0%", "12.3\u00a0%", "0.040\u00a0%", "<0.001\u00a0%", "100.0\u00a0%"]);
});
